package dev.assay.pipelines.newtable;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.Contracts;
import dev.assay.pipelines.GoldProof;
import dev.assay.pipelines.Run;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.Silver;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.Ledger;
import dev.assay.pipelines.io.RunReport;
import dev.assay.pipelines.io.TestPostgres;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.transforms.Aggregate;
import dev.assay.transforms.Metric;
import dev.assay.transforms.Refine;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that nothing but this test knows goes all the way with its record and its metric. */
class NewTableTest {
  private static final Contracts CONTRACTS =
      new Contracts(
          "payments",
          List.of(Payment.TABLE),
          List.of(PaidByDay.TABLE),
          Payment.TABLE,
          Map.of(PaidByDay.TABLE.name(), GoldProof.of(PaidByDay::payments, "payments", "paid")),
          Set.of(),
          List.of());

  @TempDir Path folder;

  @Test
  void a_new_table_goes_from_file_to_gold_with_its_record_alone() throws Exception {
    Path input =
        Files.writeString(
            folder.resolve("payments.csv"),
            "paid_on,payment_id,amount\n2026-01-05,P1,10.50\n2026-01-05,P2,4.5\n2026-01-06,P3,-1\n"
                + "2026-01-06,P4,0\n2026-01-05,P1,10.5\n");
    Warehouse warehouse = TestPostgres.freshDatabase();
    String lake = folder.resolve("lake").toString();
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    Run run =
        Run.begin(
            pipeline,
            RunSettings.of("payments", lake, warehouse)
                .withInputs(Map.of("payments", Endpoint.files(input.toString())))
                .withShards(4),
            CONTRACTS);
    run.gold(
        PaidByDay.TABLE,
        Silver.of(
                run,
                Payment.TABLE,
                run.bronze(Payment.TABLE).apply("Refine payments", Refine.into(Payment.TABLE)))
            .apply("Add up", Aggregate.perDay(1, Metric.of(PaidByDay.TABLE, PaidByDay::of)))
            .rows(PaidByDay.TABLE));
    run.finish();
    pipeline.run().waitUntilFinish();

    RunReport report = Ledger.of(lake, "payments").report(1).orElseThrow();
    assertThat(report.failures(), is(empty()));
    assertThat(report.rows("payments", "duplicate"), is(1L));
    assertThat(report.rows("payments", "quarantined"), is(1L));
    assertThat(
        TestPostgres.read(warehouse, CONTRACTS.own(PaidByDay.TABLE)),
        containsInAnyOrder(
            new PaidByDay(LocalDate.parse("2026-01-05"), 2, new BigDecimal("15.00")),
            new PaidByDay(LocalDate.parse("2026-01-06"), 1, new BigDecimal("-1.00"))));
  }
}
