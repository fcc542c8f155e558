package dev.assay.pipelines.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.pipelines.insights.SourceComparison.Result;
import dev.assay.pipelines.io.TestPostgres;
import dev.assay.pipelines.io.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares a source database with tables that stand where silver has its views. */
class SourceComparisonTest {
  private Warehouse source;
  private Warehouse silver;

  @BeforeEach
  void equalSides() throws IOException {
    source = Sample.source();
    silver = Sample.source("silver");
  }

  @Test
  void equal_tables_have_equal_rows_sums_and_hashes() {
    List<Result> results = compare();
    assertThat(
        results.stream().map(Result::table).toList(),
        contains(
            "purchase_trends", "checking_account", "account_transactions", "scheduled_payments"));
    for (Result result : results) {
      assertThat(result.table(), result.isEqual(), is(true));
      assertThat(result.named(), is(empty()));
      assertThat(result.silver(), is(result.source()));
    }
    assertThat(results.get(0).source().rows(), is(4L));
    assertThat(results.get(0).source().sum(), is(new BigDecimal("15")));
    assertThat(results.get(1).source().sum(), is(new BigDecimal("1709.90")));
  }

  @Test
  void row_that_silver_lacks_is_named() {
    TestPostgres.execute(silver, "DELETE FROM silver.purchase_trends WHERE id = 4");
    Result purchases = compare().get(0);
    assertThat(purchases.isEqual(), is(false));
    assertThat(purchases.named(), contains("purchase_trends 4 is not in silver"));
    assertThat(purchases.source().rows(), is(4L));
    assertThat(purchases.silver().rows(), is(3L));
    assertThat(purchases.silver().sum(), is(new BigDecimal("10")));
    assertThat(purchases.silver().hash(), is(not(purchases.source().hash())));
  }

  @Test
  void row_that_the_source_has_not_is_named() {
    TestPostgres.execute(source, "DELETE FROM public.scheduled_payments WHERE id = 30");
    List<Result> results = compare();
    assertThat(results.get(3).named(), contains("scheduled_payments 30 is in silver only"));
    assertThat(results.subList(0, 3).stream().allMatch(Result::isEqual), is(true));
  }

  @Test
  void columns_that_differ_are_named_without_their_values() {
    TestPostgres.execute(
        silver,
        "UPDATE silver.checking_account SET account_holder_name = 'Eve', account_balance = 959.91"
            + " WHERE account_id = 101");
    TestPostgres.execute(
        silver,
        "UPDATE silver.checking_account SET last_transaction_date = NULL WHERE account_id = 102");
    Result accounts = compare().get(1);
    assertThat(accounts.differing(), is(2L));
    assertThat(
        accounts.named(),
        contains(
            "checking_account 101 differs in account_holder_name, account_balance",
            "checking_account 102 differs in last_transaction_date"));
  }

  @Test
  void one_microsecond_is_a_difference_and_the_zone_of_the_session_is_none() {
    TestPostgres.execute(
        silver, "ALTER ROLE postgres IN DATABASE " + database() + " SET timezone = 'Asia/Tokyo'");
    silver.disconnect();
    assertThat(compare().get(2).isEqual(), is(true));
    TestPostgres.execute(
        silver,
        "UPDATE silver.account_transactions SET occurred_at = occurred_at + interval '1"
            + " microsecond' WHERE id = 5");
    assertThat(compare().get(2).named(), contains("account_transactions 5 differs in occurred_at"));
  }

  @Test
  void every_difference_counts_and_twenty_are_named() {
    TestPostgres.execute(
        source,
        "INSERT INTO public.purchase_trends SELECT 1000 + i, 'Lamp', 1, '2026-01-07' FROM"
            + " generate_series(1, 50) i");
    Result purchases = compare().get(0);
    assertThat(purchases.differing(), is(50L));
    assertThat(purchases.named(), hasSize(20));
    assertThat(purchases.source().rows(), is(54L));
  }

  @Test
  void columns_that_no_contract_knows_are_not_compared() {
    TestPostgres.execute(silver, "ALTER TABLE silver.purchase_trends DROP COLUMN channel");
    assertThat(compare().get(0).isEqual(), is(true));
  }

  private String database() {
    return silver.url().substring(silver.url().lastIndexOf('/') + 1);
  }

  private List<Result> compare() {
    return new SourceComparison(source, silver).all();
  }
}
