package dev.assay.schemas.wealth;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Reversible;
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
    long trades,
    @Digits(precision = 38, scale = 4) BigDecimal quantity,
    @Digits(precision = 38, scale = 8) BigDecimal value)
    implements Reversible<StockVolume> {

  public static final Table<StockVolume> TABLE =
      Table.of("stock_volumes", StockVolume.class)
          .in(Layer.GOLD)
          .amount(StockVolume::value, Trade.CURRENCY);

  public static StockVolume of(Trade trade) {
    return new StockVolume(trade.day(), trade.stockSymbol(), 1, trade.quantity(), trade.value());
  }

  @Override
  public StockVolume plus(StockVolume other) {
    return new StockVolume(
        day,
        stockSymbol,
        trades + other.trades,
        quantity.add(other.quantity),
        value.add(other.value));
  }

  @Override
  public StockVolume minus(StockVolume part) {
    return new StockVolume(
        day,
        stockSymbol,
        trades - part.trades,
        quantity.subtract(part.quantity),
        value.subtract(part.value));
  }
}
