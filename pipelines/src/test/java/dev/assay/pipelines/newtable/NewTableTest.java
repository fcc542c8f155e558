package dev.assay.pipelines.newtable;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.BoundedRuns;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.transforms.Sum;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that nothing but this test knows goes all the way with its record and its metric. */
class NewTableTest {
  private static final Flow FLOW =
      Flow.named("payments", "Payments to what was paid per day.")
          .table(Payment.TABLE)
          .gold(Sum.into(PaidByDay.TABLE).of(Payment.TABLE, PaidByDay::of));

  @TempDir Path folder;

  @Test
  void a_new_table_goes_from_file_to_gold_with_its_record_alone() throws Exception {
    Path input =
        Files.writeString(
            folder.resolve("payments.csv"),
            "paid_on,payment_id,amount\n2026-01-05,P1,10.50\n2026-01-05,P2,4.5\n2026-01-06,P3,-1\n"
                + "2026-01-06,P4,0\n2026-01-05,P1,10.5\n");
    BoundedRuns runs = new BoundedRuns(FLOW, folder.resolve("lake"), TestPostgres.freshDatabase());
    RunReport report = runs.load(Map.of("payments", Endpoint.files(input.toString())));
    assertThat(report.failures(), is(empty()));
    assertThat(report.rows("payments", "duplicate"), is(1L));
    assertThat(report.rows("payments", "quarantined"), is(1L));
    assertThat(
        TestPostgres.read(runs.warehouse, FLOW.own(PaidByDay.TABLE)),
        containsInAnyOrder(
            new PaidByDay(LocalDate.parse("2026-01-05"), 2, new BigDecimal("15.00")),
            new PaidByDay(LocalDate.parse("2026-01-06"), 1, new BigDecimal("-1.00"))));
  }
}
