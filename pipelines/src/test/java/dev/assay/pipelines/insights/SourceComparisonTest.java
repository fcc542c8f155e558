package dev.assay.pipelines.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.insights.SourceComparison.Result;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.jdbc.WarehouseRefused;
import dev.assay.pipelines.io.jdbc.WarehouseUnavailable;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares a source database with tables that stand where silver has its views. */
class SourceComparisonTest {
  private Warehouse source;
  private Warehouse silver;

  @BeforeEach
  void equalSides() throws IOException {
    source = Sample.source();
    silver = Sample.source("insights.silver_");
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
  void amounts_and_quantities_are_added_up_and_identifiers_are_not() {
    List<Result> results = compare();
    assertThat(
        results.stream().map(Result::summed).toList(),
        contains(
            List.of("quantity"), List.of("account_balance"), List.of("amount"), List.of("amount")));
    assertThat(results.get(2).source().sum(), is(new BigDecimal("1551.11")));
    assertThat(results.get(3).source().sum(), is(new BigDecimal("1284.75")));
  }

  @Test
  void table_that_the_source_refuses_is_named_and_the_others_are_compared() {
    TestPostgres.execute(
        source, "ALTER TABLE public.account_transactions RENAME COLUMN amount TO sum");
    TestPostgres.execute(source, "DROP TABLE public.purchase_trends");
    TestPostgres.execute(source, "DELETE FROM public.scheduled_payments WHERE id = 30");
    List<Result> results = compare();
    assertThat(
        results.get(2).named(),
        contains(
            "account_transactions cannot be compared: the source refuses it: column \"amount\" does"
                + " not exist, SQLState 42703"));
    assertThat(results.get(2).isEqual(), is(false));
    assertThat(results.get(2).source(), is(nullValue()));
    assertThat(results.get(2).silver().rows(), is(5L));
    assertThat(results.get(0).named().get(0), containsString("SQLState 42P01"));
    assertThat(results.get(1).isEqual(), is(true));
    assertThat(results.get(3).named(), contains("scheduled_payments 30 is in silver only"));
  }

  @Test
  void view_that_the_warehouse_refuses_is_named_and_the_others_are_compared() {
    TestPostgres.execute(silver, "DROP TABLE insights.silver_purchase_trends");
    List<Result> results = compare();
    assertThat(
        results.get(0).named().get(0),
        startsWith("purchase_trends cannot be compared: the warehouse refuses it: relation"));
    assertThat(results.subList(1, 4).stream().allMatch(Result::isEqual), is(true));
  }

  @Test
  void source_that_cannot_be_used_at_all_is_called_so() {
    Warehouse elsewhere = Warehouse.fromUrl(source.url() + "_none", "postgres", null);
    assertThat(
        assertThrows(WarehouseRefused.class, () -> new SourceComparison(elsewhere, silver).all())
            .getMessage(),
        startsWith("The source at "));
    Warehouse nowhere =
        new Warehouse("jdbc:postgresql://127.0.0.1:1/bank", "postgres", null, Duration.ZERO);
    assertThat(
        assertThrows(WarehouseUnavailable.class, () -> new SourceComparison(nowhere, silver).all())
            .getMessage(),
        startsWith("The source at "));
  }

  @Test
  void second_row_of_a_key_counts_and_is_named() {
    TestPostgres.execute(
        silver,
        "ALTER TABLE insights.silver_checking_account DROP CONSTRAINT silver_checking_account_pkey");
    TestPostgres.execute(
        silver,
        "INSERT INTO insights.silver_checking_account SELECT * FROM insights.silver_checking_account WHERE"
            + " account_id = 101");
    Result accounts = compare().get(1);
    assertThat(
        accounts.named(),
        contains("checking_account 101 is once in the source and 2 times in silver"));
    assertThat(accounts.differing(), is(1L));
    assertThat(accounts.silver().rows(), is(3L));
    assertThat(accounts.silver().sum(), is(new BigDecimal("2669.80")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void value_that_is_no_finite_number_differs_from_a_number_and_equals_itself(String value) {
    String update = " SET account_balance = '" + value + "' WHERE account_id = 101";
    String widen = " ALTER COLUMN account_balance TYPE numeric";
    TestPostgres.execute(source, "ALTER TABLE public.checking_account" + widen);
    TestPostgres.execute(source, "UPDATE public.checking_account" + update);
    Result accounts = compare().get(1);
    assertThat(accounts.named(), contains("checking_account 101 differs in account_balance"));
    assertThat(accounts.source().sum(), is(nullValue()));
    TestPostgres.execute(silver, "ALTER TABLE insights.silver_checking_account" + widen);
    TestPostgres.execute(silver, "UPDATE insights.silver_checking_account" + update);
    assertThat(compare().get(1).isEqual(), is(true));
  }

  @Test
  void row_that_silver_lacks_is_named() {
    TestPostgres.execute(silver, "DELETE FROM insights.silver_purchase_trends WHERE id = 4");
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
        "UPDATE insights.silver_checking_account SET account_holder_name = 'Eve', account_balance = 959.91"
            + " WHERE account_id = 101");
    TestPostgres.execute(
        silver,
        "UPDATE insights.silver_checking_account SET last_transaction_date = NULL WHERE account_id = 102");
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
        "UPDATE insights.silver_account_transactions SET occurred_at = occurred_at + interval '1"
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
    TestPostgres.execute(silver, "ALTER TABLE insights.silver_purchase_trends DROP COLUMN channel");
    assertThat(compare().get(0).isEqual(), is(true));
  }

  private String database() {
    return silver.url().substring(silver.url().lastIndexOf('/') + 1);
  }

  private List<Result> compare() {
    return new SourceComparison(source, silver).all();
  }
}
