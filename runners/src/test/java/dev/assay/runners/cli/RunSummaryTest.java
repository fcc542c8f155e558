package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.runners.cli.RunLauncher.Outcome;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
  private static ControlTotal total(String stage, long rows, String amount, String unit) {
    return ControlTotal.of("trades", stage, null, rows, new Amount(new BigDecimal(amount), unit));
  }

  private static String printed(List<ControlTotal> totals) {
    RunReport report =
        new RunReport(
            1,
            "r1",
            "wealth",
            RunKind.LOAD.text(),
            false,
            true,
            List.of(),
            RunReport.sumOf(totals),
            1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RunSummary summary =
        new RunSummary(Wealth.FLOW, "/lake", new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(summary.print(new Outcome(Optional.empty(), Optional.of(report), false)), is(0));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void money_of_each_currency_stands_by_itself_and_rows_are_told_once() {
    String said =
        printed(
            List.of(
                total("read", 1, "4221", "EUR"),
                total("read", 1_200, "1234.5", "USD"),
                total("read", 3, "0", null),
                total("valid", 1_200, "1234.5", "USD"),
                total("quarantined", 1, "4221", "EUR"),
                total("quarantined", 3, "0", null)));
    assertThat(
        said,
        containsString(
            """
              trades
                  read                            1,204                     4,221.00 EUR
                                                                            1,234.50 USD
                  = valid                         1,200                     1,234.50 USD
                  + quarantined                       4                     4,221.00 EUR
                  + duplicate                         0                            0
                  + late                              0                            0
            """
                .replace("\n", System.lineSeparator())));
  }
}
