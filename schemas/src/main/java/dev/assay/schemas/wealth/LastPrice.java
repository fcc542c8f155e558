package dev.assay.schemas.wealth;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Greatest;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.LastBy;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The price of a stock's last trade of a day. One row per UTC day and stock; price in USD per
 * share.
 *
 * @param day the UTC day of the trade
 * @param stockSymbol the stock's ticker symbol
 * @param price money per share
 * @param at when that trade was made; of several at one instant the highest price counts
 */
public record LastPrice(
    @Key @EventTime LocalDate day,
    @Key String stockSymbol,
    @LastBy("at") @Digits(scale = 4) BigDecimal price,
    @Greatest Instant at) {

  public static final Table<LastPrice> TABLE =
      Table.of("last_prices", LastPrice.class).in(Layer.GOLD);

  public static LastPrice of(Trade trade) {
    return new LastPrice(trade.day(), trade.stockSymbol(), trade.price(), trade.transactionTime());
  }
}
