package dev.assay.schemas.wealth;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Sum;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * How much of each stock was traded on a day. One row per UTC day and stock; value in USD.
 *
 * @param day the UTC day of the trades
 * @param stockSymbol the stock's ticker symbol
 * @param trades number of trades
 * @param quantity number of shares traded, bought and sold
 * @param value value of the shares traded
 */
public record StockVolume(
    @Key @EventTime LocalDate day,
    @Key String stockSymbol,
    @Sum long trades,
    @Sum @Digits(precision = 38, scale = 4) BigDecimal quantity,
    @Sum @Digits(precision = 38, scale = 8) BigDecimal value) {

  public static final Table<StockVolume> TABLE =
      Table.of("stock_volumes", StockVolume.class)
          .in(Layer.GOLD)
          .amount(Trade.CURRENCY, "value")
          .proves(Trade.TABLE, "trades");

  public static StockVolume of(Trade trade) {
    return new StockVolume(trade.day(), trade.stockSymbol(), 1, trade.quantity(), trade.value());
  }
}
