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
 * How a customer's holding of a stock changed on a day. One row per UTC day, customer and stock;
 * values in USD.
 *
 * @param day the UTC day of the trades
 * @param customerId the customer who traded
 * @param stockSymbol the stock's ticker symbol
 * @param boughtQuantity number of shares bought
 * @param soldQuantity number of shares sold
 * @param boughtValue what was paid for the shares bought
 * @param soldValue what the shares sold brought in
 */
public record Holding(
    @Key @EventTime LocalDate day,
    @Key String customerId,
    @Key String stockSymbol,
    @Digits(precision = 38, scale = 4) BigDecimal boughtQuantity,
    @Digits(precision = 38, scale = 4) BigDecimal soldQuantity,
    @Digits(precision = 38, scale = 8) BigDecimal boughtValue,
    @Digits(precision = 38, scale = 8) BigDecimal soldValue)
    implements Reversible<Holding> {

  public static final Table<Holding> TABLE =
      Table.of("holdings", Holding.class)
          .in(Layer.GOLD)
          .amount(row -> row.boughtValue().add(row.soldValue()), Trade.CURRENCY);

  public static Holding of(Trade trade) {
    boolean buy = trade.transactionType() == TransactionType.BUY;
    return new Holding(
        trade.day(),
        trade.customerId(),
        trade.stockSymbol(),
        buy ? trade.quantity() : BigDecimal.ZERO,
        buy ? BigDecimal.ZERO : trade.quantity(),
        trade.bought(),
        trade.sold());
  }

  @Override
  public Holding plus(Holding other) {
    return new Holding(
        day,
        customerId,
        stockSymbol,
        boughtQuantity.add(other.boughtQuantity),
        soldQuantity.add(other.soldQuantity),
        boughtValue.add(other.boughtValue),
        soldValue.add(other.soldValue));
  }

  @Override
  public Holding minus(Holding part) {
    return new Holding(
        day,
        customerId,
        stockSymbol,
        boughtQuantity.subtract(part.boughtQuantity),
        soldQuantity.subtract(part.soldQuantity),
        boughtValue.subtract(part.boughtValue),
        soldValue.subtract(part.soldValue));
  }
}
