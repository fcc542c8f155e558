package dev.assay.runners.cli;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.local.Stack;
import dev.assay.runners.simulate.BankSimulator;
import dev.assay.runners.simulate.BankTable;
import dev.assay.runners.simulate.BankTally;
import dev.assay.runners.simulate.BankingDay;
import dev.assay.runners.simulate.SimulationException;
import dev.assay.runners.simulate.TradeSimulation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay simulate banking-day}. */
@Command(
    name = "banking-day",
    description = {
      "Works in a bank's PostgreSQL, in real transactions, as a source to capture from.",
      "Accounts, bookings, purchases and scheduled payments are made, changed and deleted; some",
      "transactions are rolled back. The same options give the same rows in an empty database. In",
      "one that was simulated before, the work goes on with the rows that are there."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SimulateBankingDay implements Callable<Integer>, Checked, InHome {
  private static final String FORM = "jdbc:postgresql://HOST:PORT/DATABASE";

  @Option(
      names = "--to",
      paramLabel = "URL",
      description =
          "The database, as "
              + FORM
              + ". Its tables are created when they are not there. Default: the source database of"
              + " the local stack.")
  private String to;

  @Option(names = "--user", paramLabel = "NAME", description = "The role to log in as.")
  private String user;

  @Option(
      names = "--password",
      paramLabel = "REF",
      description = "Where its password is: env:NAME or file:PATH. Never the password itself.")
  private String password;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Transactions, those rolled back included. Default: 10000.")
  private Long count;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to go on, instead of --count.")
  private Long seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = {
        "Transactions a second. Default: as fast as possible, and 20 seconds apart by the bank's "
            + "clock. With a rate, they are made now, unless --from is given."
      })
  private Double rate;

  @Option(names = "--seed", paramLabel = "N", description = "Another seed, other data. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      description = "Accounts to begin with; those that are missing are opened. Default: 100.")
  private int accounts = BankingDay.DEFAULT_ACCOUNTS;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Time of the first transaction, as 2026-01-05T00:00:00Z or 2026-01-05.")
  private String from;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "How long to wait for a database that has gone away. Default: 60.")
  private long patience = BankingDay.DEFAULT_PATIENCE.toSeconds();

  @Mixin private HomeOptions home;

  private BankingDay day;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(home.problems());
    if (to == null && ofStack().isEmpty()) {
      problems.add("--to is missing: give the database to work in, as " + FORM);
    } else if (to != null) {
      Checked.tryOut(problems, "--to", () -> checkTarget(problems));
    }
    if (password != null) {
      Checked.tryOut(problems, "--password", () -> Secrets.resolve(password));
    }
    if (count != null && seconds != null) {
      problems.add("--count and --seconds are both given: choose one");
    }
    try {
      day = day(problems);
    } catch (SimulationException | ArithmeticException e) {
      problems.add(e.getMessage());
    }
    return problems;
  }

  private void checkTarget(List<String> problems) {
    if (!(Endpoint.of(to) instanceof Endpoint.Database)) {
      problems.add("--to is no database: give one as " + FORM);
    }
  }

  private BankingDay day(List<String> problems) {
    boolean now = rate != null && rate > 0 && from == null;
    Optional<Instant> start =
        Optional.ofNullable(from).flatMap(text -> Times.parse("--from", text, problems));
    return new BankingDay(
        seconds == null
            ? OptionalLong.of(count == null ? BankingDay.DEFAULT_COUNT : count)
            : OptionalLong.empty(),
        Optional.ofNullable(seconds).map(Duration::ofSeconds),
        rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
        seed,
        accounts,
        now
            ? Instant.now().truncatedTo(ChronoUnit.MILLIS)
            : start.orElse(TradeSimulation.DEFAULT_FROM),
        now ? Duration.ofNanos(Math.max(1, (long) (1e9 / rate))) : BankingDay.DEFAULT_STEP,
        Duration.ofSeconds(patience));
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  /** The database given, or else that of the local stack. */
  private Warehouse bank() {
    String url = to == null ? ofStack().orElseThrow() : to;
    return Warehouse.fromUrl(url, user, password);
  }

  private Optional<String> ofStack() {
    return Stack.of(home.home()).flatMap(Stack::changeCapture).map(Stack.ChangeCapture::jdbcUrl);
  }

  @Override
  public Integer call() {
    Warehouse bank = bank();
    AtomicLong rows = new AtomicLong();
    BankTally tally;
    try (Progress progress = Progress.of("Simulating a banking day")) {
      progress.ask(rows::get);
      tally = BankSimulator.run(bank, day, so -> rows.set(so.changes()));
    }
    print(bank.place(), tally);
    return Assay.DONE;
  }

  private static void print(String place, BankTally tally) {
    System.out.println(
        "Committed "
            + Numbers.count(tally.committed(), "transaction")
            + " in the database at "
            + place
            + "; rolled back on purpose: "
            + Numbers.rows(tally.rolledBack()));
    System.out.println();
    TablePrinter table =
        new TablePrinter(System.out, List.of("table", "inserted", "updated", "deleted"));
    for (BankTable each : BankTable.values()) {
      BankTally.Rows rows = tally.rows().get(each);
      table.row(
          List.of(
              each,
              BigDecimal.valueOf(rows.inserted()),
              BigDecimal.valueOf(rows.updated()),
              BigDecimal.valueOf(rows.deleted())));
    }
    table.end();
  }
}
