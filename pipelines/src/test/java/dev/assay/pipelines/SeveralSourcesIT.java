package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Table;
import dev.assay.transforms.Change;
import dev.assay.transforms.Change.Kind;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Sum;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gold that is added up of the rows of two tables, which only this test knows. */
class SeveralSourcesIT {
  /** A deposit. One row per deposit. */
  public record Deposit(
      @Key String depositId,
      @EventTime LocalDate paidOn,
      String customer,
      @Digits(scale = 2) BigDecimal amount) {
    static final Table<Deposit> TABLE =
        Table.of("deposits", Deposit.class).amount(Deposit::amount, "USD");
  }

  /** A loan. One row per loan. */
  public record Loan(
      @Key String loanId,
      @EventTime LocalDate grantedOn,
      String customer,
      @Digits(scale = 2) BigDecimal amount) {
    static final Table<Loan> TABLE =
        Table.of("loans", Loan.class)
            .check("amount_is_positive", loan -> loan.amount().signum() > 0)
            .amount(Loan::amount, "USD");
  }

  /** What a customer and the bank gave each other on a day. */
  public record Exposure(
      @Key @EventTime LocalDate day,
      @Key String customer,
      @Column.Sum long deposits,
      @Column.Sum long loans,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal deposited,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal borrowed) {
    static final Table<Exposure> TABLE =
        Table.of("exposure", Exposure.class)
            .in(Layer.GOLD)
            .amount("USD", "deposited", "borrowed")
            .proves(Deposit.TABLE, "deposits")
            .proves(Loan.TABLE, "loans");

    static Exposure of(Deposit row) {
      return new Exposure(row.paidOn(), row.customer(), 1, 0, row.amount(), BigDecimal.ZERO);
    }

    static Exposure of(Loan row) {
      return new Exposure(row.grantedOn(), row.customer(), 0, 1, BigDecimal.ZERO, row.amount());
    }
  }

  private static final Flow FLOW =
      Flow.named("bank", "Deposits and loans to what each customer has.")
          .table(Deposit.TABLE)
          .table(Loan.TABLE)
          .gold(
              Sum.into(Exposure.TABLE)
                  .of(Deposit.TABLE, Exposure::of)
                  .and(Loan.TABLE, Exposure::of));

  private static final String DEPOSITS =
      "deposit_id,paid_on,customer,amount\nD1,2026-01-05,Ada,10\nD2,2026-01-06,Ada,20\n";

  private static final List<String> ALL =
      List.of(
          "2026-01-05 Ada 1 1 10.00 100.00",
          "2026-01-05 Bob 0 1 0.00 200.00",
          "2026-01-06 Ada 1 0 20.00 0.00");

  @TempDir Path folder;

  @Test
  void rows_of_one_source_stay_in_gold_when_another_brings_some_of_their_day() throws Exception {
    Runs runs = new Runs("lake");
    assertThat(runs.load(Deposit.TABLE, DEPOSITS).failures(), is(empty()));
    assertThat(
        runs.gold(), contains("2026-01-05 Ada 1 0 10.00 0.00", "2026-01-06 Ada 1 0 20.00 0.00"));

    RunReport second =
        runs.load(
            Loan.TABLE,
            "loan_id,granted_on,customer,amount\nL1,2026-01-05,Ada,100\nL2,2026-01-05,Bob,200\n"
                + "L3,2026-01-06,Bob,-1\n");
    assertThat(second.failures(), is(empty()));
    assertThat(runs.gold(), is(ALL));
    assertThat(runs.audited(), is(empty()));

    // A contradiction of an earlier deposit takes that day's gold back with it, and no loan.
    RunReport third =
        runs.load(Deposit.TABLE, "deposit_id,paid_on,customer,amount\nD1,2026-01-05,Ada,1\n");
    assertThat(third.failures(), is(empty()));
    assertThat(runs.audited(), is(empty()));
    assertThat(runs.rebuild().failures(), is(empty()));
    assertThat(runs.audited(), is(empty()));
  }

  @Test
  void one_run_over_everything_makes_the_same() throws Exception {
    Runs runs = new Runs("other lake");
    Path deposits = Files.writeString(folder.resolve("all deposits.csv"), DEPOSITS);
    Path loans =
        Files.writeString(
            folder.resolve("all loans.csv"),
            "loan_id,granted_on,customer,amount\nL1,2026-01-05,Ada,100\nL2,2026-01-05,Bob,200\n");
    RunReport report =
        runs.load(
            Map.of(
                "deposits", Endpoint.files(deposits.toString()),
                "loans", Endpoint.files(loans.toString())));
    assertThat(report.failures(), is(empty()));
    assertThat(runs.gold(), is(ALL));
    assertThat(runs.audited(), is(empty()));
  }

  /** Deposits are those that silver held; loans come, one of them twice contradicted. */
  @Test
  void a_stream_of_one_source_beside_what_silver_holds_of_the_other_makes_the_same() {
    Pipeline pipeline = Pipeline.create();
    PCollection<Rows<Change<Deposit>>> held =
        pipeline.apply(
            "Deposits",
            Create.of(
                    new Rows<>(
                        List.of(
                            held(new Deposit("D1", day(5), "Ada", money("10"))),
                            held(new Deposit("D2", day(6), "Ada", money("20"))))))
                .withCoder(Rows.coder(Change.coder(Deposit.TABLE))));
    Loan wrong = new Loan("L1", day(6), "Ada", money("999"));
    PCollection<Rows<Change<Loan>>> loans =
        pipeline.apply(
            "Loans",
            TestStream.create(Rows.coder(Change.coder(Loan.TABLE)))
                .addElements(new Rows<>(List.of(change(Kind.GAINED, wrong))))
                .advanceProcessingTime(Duration.standardSeconds(1))
                .addElements(
                    new Rows<>(
                        List.of(
                            change(Kind.GAINED, new Loan("L2", day(5), "Bob", money("200"))),
                            change(Kind.LOST, wrong),
                            change(Kind.GAINED, new Loan("L1", day(5), "Ada", money("100"))))))
                .advanceWatermarkToInfinity());
    @SuppressWarnings("unchecked")
    PCollection<Rows<Restated<Exposure>>> stated =
        (PCollection<Rows<Restated<Exposure>>>)
            FuzzedGold.unbounded(FLOW, 3, Map.of(Deposit.TABLE, held, Loan.TABLE, loans))
                .get(Exposure.TABLE);
    PAssert.that(stated).satisfies(SeveralSourcesIT::standAsOneRunHasThem);
    pipeline.run().waitUntilFinish();
  }

  private static Void standAsOneRunHasThem(Iterable<Rows<Restated<Exposure>>> stated) {
    Map<String, Restated<Exposure>> last = new TreeMap<>();
    for (Rows<Restated<Exposure>> rows : stated) {
      for (Restated<Exposure> row : rows.list()) {
        last.merge(
            row.row().day() + row.row().customer(),
            row,
            (one, other) -> one.number() > other.number() ? one : other);
      }
    }
    assertThat(
        last.values().stream().filter(Restated::stands).map(row -> text(row.row())).toList(),
        is(ALL));
    return null;
  }

  private static Change<Deposit> held(Deposit row) {
    return change(Kind.HELD, row);
  }

  private static <T extends Record> Change<T> change(Kind kind, T row) {
    return new Change<>(kind, new Refined<>(row, new Origin("test", 0, null, "", "")));
  }

  private static LocalDate day(int ofJanuary) {
    return LocalDate.of(2026, 1, ofJanuary);
  }

  private static BigDecimal money(String text) {
    return new BigDecimal(text).setScale(2);
  }

  private static String text(Exposure row) {
    return Stream.of(
            row.day(), row.customer(), row.deposits(), row.loans(), row.deposited(), row.borrowed())
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }

  @Test
  void gold_is_not_added_up_of_gold() {
    Table<Exposure> again = Table.of("again", Exposure.class).in(Layer.GOLD);
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> FLOW.gold(Sum.into(again).of(Exposure.TABLE, row -> row)))
            .getMessage(),
        is("gold.again adds up gold.exposure, which is gold: derive it, or make it a view"));
  }

  private final class Runs extends BoundedRuns {
    Runs(String lake) {
      super(FLOW, folder.resolve(lake), TestPostgres.freshDatabase());
    }

    /** As the warehouse has it, which is as the lake has it. */
    List<String> gold() {
      Map<String, List<String>> tables = tables();
      assertThat(tables.get("warehouse exposure"), is(tables.get("gold exposure")));
      return TestPostgres.read(warehouse, FLOW.own(Exposure.TABLE)).stream()
          .map(SeveralSourcesIT::text)
          .sorted()
          .toList();
    }
  }
}
