package dev.assay.transforms.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.insights.PurchaseTrend;
import dev.assay.schemas.insights.RowVersion;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowsOfTest {
  private static final String TEA =
      "{\"id\":17,\"product\":\"Tea\",\"quantity\":2,\"purchase_date\":\"2026-01-05\"}";

  private final RowsOf<PurchaseTrend> purchases = RowsOf.table(PurchaseTrend.TABLE);

  private static RowVersion version(String table, String image) {
    return new RowVersion(table, "[\"17\"]", 1300, DebeziumMessages.AT, null, true, image);
  }

  @Test
  void version_of_a_table_is_a_row_of_it_and_none_of_another() {
    assertThat(
        purchases.row(version("purchase_trends", TEA)),
        is(Optional.of(new PurchaseTrend(17, "Tea", 2, LocalDate.parse("2026-01-05")))));
    assertThat(purchases.row(version("other", TEA)), is(Optional.empty()));
  }

  @Test
  void version_that_the_contract_refuses_tells_why_and_what_to_do() {
    ContractChanged failure =
        assertThrows(
            ContractChanged.class,
            () -> purchases.row(version("purchase_trends", TEA.replace("quantity", "pieces"))));
    assertThat(
        failure.getMessage(),
        is(
            "A version of purchase_trends, at 1300 in the source's log, breaks quantity_is_present:"
                + " it was written under another contract. Make silver and gold anew by the contract"
                + " of now: 'assay run insights --rebuild'"));
  }
}
