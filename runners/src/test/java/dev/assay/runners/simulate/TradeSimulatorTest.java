package dev.assay.runners.simulate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.runners.simulate.SimulatedFiles.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TradeSimulatorTest {

  private static final Faults MANY = new Faults(0.1, 0.02, 0.02, 0.02, 0.05);
  private static final String VALID_LINE =
      "\\{\"trade_id\":\"T\\d{10}\",\"customer_id\":\"C\\d{6}\",\"stock_symbol\":\"[A-Z]+\","
          + "\"transaction_type\":\"(BUY|SELL)\",\"quantity\":\\d+(\\.\\d{0,3}[1-9])?,"
          + "\"price\":\\d+\\.\\d\\d(,\"currency\":\"USD\")?,"
          + "\"transaction_time\":\"2026-0[1-2]-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"\\}";

  @TempDir Path directory;

  @Test
  void same_seed_gives_the_same_bytes() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    simulate(first, settings(5_000, 7, MANY));
    simulate(second, settings(5_000, 7, MANY));
    assertThat(
        new SimulatedFiles(second).contents(), equalTo(new SimulatedFiles(first).contents()));
  }

  @Test
  void another_seed_gives_other_trades() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    simulate(first, settings(100, 7, Faults.NONE));
    simulate(second, settings(100, 8, Faults.NONE));
    assertThat(new SimulatedFiles(second).lines(), not(equalTo(new SimulatedFiles(first).lines())));
  }

  @Test
  void lines_are_spread_over_whole_files() throws IOException {
    simulate(directory, settings(1_003, 1, MANY));
    Map<String, String> contents = new SimulatedFiles(directory).contents();
    List<String> names = new ArrayList<>(List.of("customers.csv", "injected.json"));
    for (int file = 0; file < 8; file++) {
      String name = "trades/trades-0000" + file + ".jsonl";
      names.add(name);
      assertThat(contents.get(name).lines().count(), equalTo(file < 3 ? 126L : 125L));
    }
    assertThat(contents.keySet(), equalTo(Set.copyOf(names)));
  }

  @Test
  void nobody_sells_what_he_does_not_hold() throws IOException {
    simulate(directory, settings(20_000, 3, MANY));
    List<Trade> trades = new SimulatedFiles(directory).validTrades();
    assertThat(trades.stream().filter(Trade::sells).count(), greaterThan(4_000L));
    assertThat(oversold(trades), empty());
    assertThat(oversold(trades.stream().sorted(Comparator.comparing(Trade::at)).toList()), empty());
  }

  private static List<Trade> oversold(List<Trade> trades) {
    Map<List<String>, BigDecimal> held = new HashMap<>();
    return trades.stream()
        .filter(
            trade ->
                held.merge(
                            List.of(trade.customerId(), trade.symbol()),
                            trade.sells() ? trade.quantity().negate() : trade.quantity(),
                            BigDecimal::add)
                        .signum()
                    < 0)
        .toList();
  }

  @Test
  void injected_json_agrees_with_a_recount() throws IOException {
    simulate(directory, settings(20_000, 11, MANY));
    SimulatedFiles files = new SimulatedFiles(directory);
    Recount recount = Recount.of(files);
    JsonNode injected = files.injected();
    JsonNode expected = injected.get("expected");
    assertThat(injected.get("lines").longValue(), equalTo(20_000L));
    assertTally(expected.get("silver"), recount.silver);
    assertTally(expected.get("duplicates"), recount.duplicates);
    JsonNode quarantined = expected.get("quarantined");
    assertThat(quarantined.size(), equalTo(3));
    assertTally(quarantined.get("payload_is_readable"), recount.unreadable);
    assertTally(quarantined.get("quantity_is_positive"), recount.notPositive);
    assertTally(quarantined.get("customer_id_is_known"), recount.unknown);
    assertShare(injected, "duplicates", recount.duplicates.rows, 0.1);
    assertShare(injected, "cut_off", recount.unreadable.rows, 0.02);
    assertShare(injected, "not_positive", recount.notPositive.rows, 0.02);
    assertShare(injected, "unknown_customer", recount.unknown.rows, 0.02);
    assertShare(injected, "late", recount.late, 0.05);
  }

  private static void assertTally(JsonNode tally, Recount.Sum recounted) {
    assertThat(tally.get("rows").longValue(), equalTo(recounted.rows));
    BigDecimal value = new BigDecimal(tally.get("traded_value").textValue());
    assertThat(value, comparesEqualTo(recounted.value));
  }

  private static void assertShare(JsonNode injected, String fault, long recounted, double share) {
    assertThat(fault, injected.get("injected").get(fault).longValue(), equalTo(recounted));
    assertThat(fault, recounted / 20_000.0, closeTo(share, share / 5));
  }

  /** Counts and sums over the files, line by line. */
  private static final class Recount {

    private static final class Sum {
      private long rows;
      private BigDecimal value = BigDecimal.ZERO;

      private void add(BigDecimal more) {
        rows++;
        value = value.add(more);
      }
    }

    private final Sum silver = new Sum();
    private final Sum duplicates = new Sum();
    private final Sum unreadable = new Sum();
    private final Sum notPositive = new Sum();
    private final Sum unknown = new Sum();
    private long late;

    static Recount of(SimulatedFiles files) throws IOException {
      Recount recount = new Recount();
      Set<String> known = files.customerIds();
      Set<String> seen = new HashSet<>();
      Instant latest = Instant.MIN;
      for (String line : files.lines()) {
        Optional<Trade> trade = SimulatedFiles.trade(line);
        boolean repeated = !seen.add(line);
        recount.sumFor(trade, repeated, known).add(trade.map(Trade::value).orElse(BigDecimal.ZERO));
        if (trade.isPresent() && !repeated) {
          Instant at = trade.get().at();
          recount.late += at.isBefore(latest) ? 1 : 0;
          latest = at.isAfter(latest) ? at : latest;
        }
      }
      return recount;
    }

    private Sum sumFor(Optional<Trade> trade, boolean repeated, Set<String> known) {
      if (trade.isEmpty()) {
        return unreadable;
      }
      if (repeated) {
        return duplicates;
      }
      if (trade.get().quantity().signum() <= 0) {
        return notPositive;
      }
      return known.contains(trade.get().customerId()) ? silver : unknown;
    }
  }

  @Test
  void result_is_what_injected_json_says() throws IOException {
    Injected written = simulate(directory, settings(2_000, 5, MANY));
    assertThat(InjectedFile.read(directory.resolve("injected.json")), equalTo(written));
    long quarantined = written.quarantined().values().stream().mapToLong(Tally::rows).sum();
    assertThat(
        written.silver().rows() + written.duplicates().rows() + quarantined, equalTo(2_000L));
  }

  @Test
  void no_faults_give_only_valid_distinct_lines_in_order_of_time() throws IOException {
    Injected injected = simulate(directory, settings(5_000, 2, Faults.NONE));
    SimulatedFiles files = new SimulatedFiles(directory);
    List<Trade> trades = files.validTrades();
    assertThat(files.lines(), everyItem(matchesPattern(VALID_LINE)));
    assertThat(trades, hasSize(5_000));
    assertThat(trades.stream().map(Trade::tradeId).distinct().count(), equalTo(5_000L));
    assertThat(trades.stream().sorted(Comparator.comparing(Trade::at)).toList(), equalTo(trades));
    assertThat(injected.silver().rows(), equalTo(5_000L));
    assertThat(injected.faults().values(), everyItem(equalTo(0L)));
  }

  @Test
  void trades_fill_the_span_from_the_start() throws IOException {
    simulate(directory, settings(5_000, 2, Faults.NONE));
    List<Trade> trades = new SimulatedFiles(directory).trades();
    Instant from = Instant.parse("2026-01-05T00:00:00Z");
    Instant to = Instant.parse("2026-02-04T00:00:00Z");
    assertThat(trades.get(0).at(), greaterThanOrEqualTo(from));
    assertThat(trades.get(0).at(), lessThan(from.plus(Duration.ofMinutes(10))));
    assertThat(trades.get(4_999).at(), lessThan(to));
    assertThat(trades.get(4_999).at(), greaterThan(to.minus(Duration.ofMinutes(10))));
  }

  @Test
  void some_quantities_are_fractions_and_half_the_lines_state_the_currency() throws IOException {
    simulate(directory, settings(20_000, 4, Faults.NONE));
    SimulatedFiles files = new SimulatedFiles(directory);
    double fractions =
        files.trades().stream().filter(trade -> trade.quantity().scale() > 0).count() / 20_000.0;
    double currencies =
        files.lines().stream().filter(line -> line.contains("\"currency\":\"USD\"")).count()
            / 20_000.0;
    assertThat(fractions, closeTo(0.06, 0.02));
    assertThat(currencies, closeTo(0.5, 0.02));
  }

  @Test
  void duplicate_repeats_one_of_the_few_hundred_lines_before() throws IOException {
    simulate(directory, settings(20_000, 6, Faults.DEFAULT));
    List<String> lines = new SimulatedFiles(directory).lines();
    Map<String, Integer> first = new HashMap<>();
    List<Integer> distances = new ArrayList<>();
    for (int line = 0; line < lines.size(); line++) {
      Integer earlier = first.putIfAbsent(lines.get(line), line);
      if (earlier != null) {
        distances.add(line - earlier);
      }
    }
    assertThat(distances, hasSize(greaterThan(500)));
    assertThat(distances, everyItem(lessThan(400)));
  }

  @Test
  void late_trades_are_1_to_48_hours_before_their_neighbours() throws IOException {
    simulate(directory, settings(5_000, 9, Faults.parse("late=0.1")));
    Instant latest = Instant.MIN;
    List<Duration> delays = new ArrayList<>();
    for (Trade trade : new SimulatedFiles(directory).trades()) {
      if (trade.at().isBefore(latest)) {
        delays.add(Duration.between(trade.at(), latest));
      } else {
        latest = trade.at();
      }
    }
    assertThat(delays, hasSize(greaterThan(400)));
    assertThat(delays, everyItem(greaterThan(Duration.ofMinutes(30))));
    assertThat(delays, everyItem(lessThanOrEqualTo(Duration.ofHours(48))));
  }

  @Test
  void only_duplicates_repeat_the_first_trade() throws IOException {
    Injected injected = simulate(directory, settings(50, 1, Faults.parse("duplicates=1")));
    assertThat(Set.copyOf(new SimulatedFiles(directory).lines()), hasSize(1));
    assertThat(injected.silver().rows(), equalTo(1L));
    assertThat(injected.duplicates().rows(), equalTo(49L));
  }

  @Test
  void customers_have_quoted_and_foreign_names() throws IOException {
    simulate(directory, settings(10, 1, Faults.NONE));
    List<String> lines = Files.readAllLines(directory.resolve("customers.csv"));
    assertThat(
        lines.get(0),
        equalTo("customer_id,name,risk_category,email,phone,date_of_birth,updated_at"));
    assertThat(
        lines.subList(1, lines.size()),
        everyItem(
            matchesPattern(
                "C\\d{6},(\"([^\"]|\"\")+\"|[^\",]+),(LOW|MEDIUM|HIGH),c\\d{6}@example\\.com,"
                    + "\\+1-\\d{3}-555-01\\d\\d,\\d{4}-\\d\\d-\\d\\d,"
                    + "202[56]-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")));
    assertThat(lines, hasItem(containsString(" Johnson, Jr.\",")));
    assertThat(lines, hasItem(containsString(",\"Anna \"\"Annie\"\" ")));
    assertThat(lines, hasItem(containsString("Müller,")));
    assertThat(new SimulatedFiles(directory).customerIds(), hasSize(200));
  }

  @Test
  void same_settings_again_write_nothing() throws IOException {
    Injected first = simulate(directory, settings(1_000, 1, MANY));
    Files.delete(directory.resolve("trades/trades-00003.jsonl"));
    Map<String, String> before = new SimulatedFiles(directory).contents();
    Injected again = simulate(directory, paced(settings(1_000, 1, MANY), 0.001));
    assertThat(again, equalTo(first));
    assertThat(new SimulatedFiles(directory).contents(), equalTo(before));
  }

  @Test
  void other_settings_are_refused_where_trades_are() throws IOException {
    simulate(directory, settings(100, 1, MANY));
    assertRefused(settings(100, 2, MANY), "already holds trades", "other settings", "delete it");
  }

  @Test
  void trades_of_unknown_origin_are_refused() throws IOException {
    Files.createDirectory(directory.resolve("trades"));
    Files.createFile(directory.resolve("trades/mine.jsonl"));
    assertRefused(settings(100, 1, MANY), "already holds trades", "without injected.json");
    Files.writeString(directory.resolve("injected.json"), "{\"lines\": tw");
    assertRefused(settings(100, 1, MANY), "does not describe a simulation", "delete");
    Files.writeString(directory.resolve("injected.json"), "{\"lines\": 2}");
    assertRefused(settings(100, 1, MANY), "does not describe a simulation", "delete");
  }

  @Test
  void leftovers_of_an_interrupted_file_are_replaced() throws IOException {
    Files.createDirectory(directory.resolve("trades"));
    Files.createFile(directory.resolve("trades/.trades-00000.jsonl"));
    simulate(directory, settings(100, 1, MANY));
    assertThat(
        new SimulatedFiles(directory).contents().keySet(), not(hasItem(containsString("/."))));
  }

  @Test
  void rate_holds_the_writing_back() throws IOException {
    long start = System.nanoTime();
    simulate(directory, paced(settings(100, 1, MANY), 500));
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertThat(taken, greaterThanOrEqualTo(Duration.ofMillis(195)));
  }

  @Test
  void progress_ends_with_the_count() throws IOException {
    List<Long> reports = new ArrayList<>();
    TradeSimulator.write(directory, settings(25_000, 1, MANY), reports::add);
    assertThat(reports, is(List.of(10_000L, 20_000L, 25_000L)));
  }

  @Test
  void settings_that_cannot_be_met_are_refused_with_what_to_do() {
    SimulationException refusal =
        assertThrows(SimulationException.class, () -> TradeSimulation.of(0, 10, 1));
    assertThat(
        refusal.getMessage(), allOf(containsString("count of lines, 0"), containsString("ask")));
    assertThrows(SimulationException.class, () -> TradeSimulation.of(1, 0, 1));
    assertThrows(SimulationException.class, () -> paced(settings(1, 1, MANY), 0));
    assertThrows(SimulationException.class, () -> paced(settings(1, 1, MANY), Double.NaN));
  }

  private void assertRefused(TradeSimulation settings, String... words) {
    SimulationException refusal =
        assertThrows(SimulationException.class, () -> simulate(directory, settings));
    for (String word : words) {
      assertThat(refusal.getMessage(), containsString(word));
    }
  }

  private static Injected simulate(Path directory, TradeSimulation settings) throws IOException {
    return TradeSimulator.write(directory, settings, lines -> {});
  }

  private static TradeSimulation settings(long count, long seed, Faults faults) {
    TradeSimulation plain = TradeSimulation.of(count, 200, seed);
    return new TradeSimulation(
        count,
        plain.customers(),
        seed,
        faults,
        plain.prices(),
        plain.files(),
        plain.rate(),
        plain.from(),
        plain.span());
  }

  private static TradeSimulation paced(TradeSimulation plain, double rate) {
    return new TradeSimulation(
        plain.count(),
        plain.customers(),
        plain.seed(),
        plain.faults(),
        plain.prices(),
        plain.files(),
        OptionalDouble.of(rate),
        plain.from(),
        plain.span());
  }
}
