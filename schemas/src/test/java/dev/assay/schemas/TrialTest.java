package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static Optional<String> looksAt(Table.Of<Trade, ?> function) {
    return new Trial<>(Trade.TABLE, function).looksAt(column -> !column.key()).map(Column::name);
  }

  @Test
  void a_column_is_found_by_what_a_function_says_of_rows_that_differ_in_it() {
    assertThat(looksAt(Trade::tradeId), is(Optional.empty()));
    assertThat(looksAt(Trade::stockSymbol), is(Optional.of("stock_symbol")));
    assertThat(
        "also when it is looked at for one choice only",
        looksAt(t -> t.transactionType() == TransactionType.SELL ? t.price() : t.tradeId()),
        is(Optional.of("transaction_type")));
    assertThat("or says nothing", looksAt(t -> null), is(Optional.empty()));
    assertThat(
        "or cannot say",
        looksAt(
            t -> {
              throw new IllegalStateException();
            }),
        is(Optional.empty()));
  }

  @Test
  void what_holds_of_every_row_is_told_from_what_holds_of_some() {
    Column time = Trade.TABLE.eventTime().orElseThrow();
    assertThat(always(Trade::day, time), is(true));
    assertThat(always(t -> t.day().withDayOfMonth(1), time), is(false));
    assertThat(always(t -> null, time), is(false));
    assertThat(
        "what cannot be told holds of no row",
        always(
            t -> {
              throw new IllegalStateException();
            },
            time),
        is(false));
  }

  private static boolean always(Table.Of<Trade, ?> function, Column time) {
    return new Trial<>(Trade.TABLE, function)
        .always(time, (value, said) -> Table.day(value).equals(said));
  }
}
