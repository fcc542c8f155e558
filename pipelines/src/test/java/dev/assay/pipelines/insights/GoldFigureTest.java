package dev.assay.pipelines.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks a source database and the tables of gold, filled by hand, for the same figures. */
class GoldFigureTest {
  private Warehouse source;
  private Warehouse warehouse;

  @BeforeEach
  void databases() throws IOException {
    source = Sample.source();
    warehouse = TestPostgres.freshDatabase();
    warehouse.prepare(Insights.FLOW.gold(), Insights.FLOW.views());
  }

  @Test
  void source_gives_the_figures_worked_out_by_hand() throws IOException {
    for (GoldFigure figure : GoldFigure.values()) {
      assertThat(figure.inSource(source), is(Sample.expected(figure.view())));
    }
  }

  @Test
  void nothing_gives_no_rows() {
    for (GoldFigure figure : GoldFigure.values()) {
      assertThat(figure.inGold(warehouse), is(empty()));
    }
    TestPostgres.execute(
        source,
        "TRUNCATE public.purchase_trends, public.checking_account, public.account_transactions,"
            + " public.scheduled_payments");
    for (GoldFigure figure : GoldFigure.values()) {
      assertThat(figure.inSource(source), is(empty()));
    }
  }

  @Test
  void days_are_added_up_to_what_the_source_has() {
    fill("customer_transactions", "'2026-01-04', 101, 1, 0.00, 1000.00");
    fill("customer_transactions", "'2026-01-05', 101, 2, 40.10, 0.01");
    fill("customer_transactions", "'2026-01-06', 102, 1, 0.00, 505.25");
    GoldFigure summary = GoldFigure.TRANSACTION_SUMMARY;
    List<List<String>> there = summary.inSource(source);
    assertThat(summary.inGold(warehouse).get(0), is(there.get(0)));
    assertThat(summary.inGold(warehouse), is(not(there)));
    fill("customer_transactions", "'2026-01-07', 102, 1, 5.75, 0.00");
    assertThat(summary.inGold(warehouse), is(there));
  }

  @Test
  void products_stand_in_one_order_whatever_the_collation_of_the_source() {
    TestPostgres.execute(
        source,
        "ALTER TABLE public.purchase_trends ALTER COLUMN product TYPE text COLLATE \"und-x-icu\"");
    TestPostgres.execute(
        source, "UPDATE public.purchase_trends SET product = 'apple' WHERE id = 4");
    TestPostgres.execute(
        source, "UPDATE public.purchase_trends SET product = 'Banana' WHERE id = 5");
    TestPostgres.execute(source, "DELETE FROM public.purchase_trends WHERE id IN (1, 6)");
    fill("product_sales", "'2026-01-07', 'hash of apple', 'apple', 1, 5");
    fill("product_sales", "'2026-01-06', 'hash of Banana', 'Banana', 1, 2");
    GoldFigure popular = GoldFigure.POPULAR_PRODUCTS;
    assertThat(popular.inSource(source), is(popular.inGold(warehouse)));
  }

  @Test
  void figure_that_the_source_refuses_is_told_and_the_others_are_compared() {
    TestPostgres.execute(source, "TRUNCATE public.checking_account");
    TestPostgres.execute(
        source, "ALTER TABLE public.account_transactions RENAME COLUMN amount TO sum");
    assertThat(
        GoldFigure.TRANSACTION_SUMMARY.difference(source, warehouse),
        is(
            Optional.of(
                "cannot be compared: the source refuses it: column \"amount\" does not exist,"
                    + " SQLState 42703")));
    assertThat(
        GoldFigure.CUSTOMER_LATEST_BALANCE.difference(source, warehouse), is(Optional.empty()));
    assertThat(
        GoldFigure.POPULAR_PRODUCTS.difference(source, warehouse), is(Optional.of("DIFFERS")));
  }

  @Test
  void amount_that_is_no_number_in_the_source_is_a_difference() {
    TestPostgres.execute(
        source, "UPDATE public.account_transactions SET amount = 'NaN' WHERE id = 1");
    assertThat(
        GoldFigure.TRANSACTION_SUMMARY.difference(source, warehouse), is(Optional.of("DIFFERS")));
  }

  @Test
  void columns_are_those_of_the_view() {
    assertThat(
        GoldFigure.SCHEDULED_PAYMENTS_SUMMARY.columns(warehouse),
        is(List.of("customer_id", "status", "payments", "amount_per_month", "next_due_on")));
    assertThat(
        GoldFigure.CUSTOMER_LATEST_BALANCE.columns(warehouse),
        is(List.of("customer_id", "latest_balance")));
  }

  private void fill(String table, String values) {
    // The last column is the sink's: the number of the run.
    TestPostgres.execute(
        warehouse, "INSERT INTO insights." + table + " VALUES (" + values + ", 1)");
  }
}
