package dev.assay.schemas.wealth;

import dev.assay.schemas.Column.Added;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Identifier;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Otherwise;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A stock trade as the order system reports it, with what we know of the customer. One row per
 * trade.
 *
 * @param tradeId identifies the trade
 * @param customerId the customer who traded
 * @param stockSymbol the stock's ticker symbol
 * @param transactionType whether the customer bought or sold
 * @param quantity number of shares
 * @param price money per share
 * @param currency currency of the price, as ISO 4217 has it
 * @param transactionTime when the trade was made
 * @param name the customer's name, once added
 * @param riskCategory the customer's risk category, once added
 */
public record Trade(
    @Key String tradeId,
    @Identifier String customerId,
    @Identifier String stockSymbol,
    TransactionType transactionType,
    @Digits(scale = 4) BigDecimal quantity,
    @Digits(scale = 4) BigDecimal price,
    @Otherwise("USD") String currency,
    @EventTime Instant transactionTime,
    @Added @Maybe String name,
    @Added @Maybe RiskCategory riskCategory) {

  /** Gold adds up money without exchange rates, so there is one currency. */
  public static final String CURRENCY = "USD";

  /** So that sums of any number of trades fit their columns. */
  private static final BigDecimal MOST = BigDecimal.TEN.pow(20);

  public static final Table<Trade> TABLE =
      Table.of("trades", Trade.class)
          .check("trade_id_is_not_blank", t -> !t.tradeId().isBlank())
          .check("stock_symbol_is_not_blank", t -> !t.stockSymbol().isBlank())
          .check("quantity_is_positive", t -> t.quantity().signum() > 0)
          .check("price_is_positive", t -> t.price().signum() > 0)
          .check("traded_value_is_in_range", t -> t.value().abs().compareTo(MOST) < 0)
          .check("currency_is_usd", t -> t.currency().equals(CURRENCY))
          .references("customer_id", Customer.TABLE, Trade::customerId)
          .amount(Trade::value, Trade::currency);

  /** Traded value: quantity times price, exact. */
  public BigDecimal value() {
    return quantity.multiply(price);
  }

  public BigDecimal bought() {
    return transactionType == TransactionType.BUY ? value() : BigDecimal.ZERO;
  }

  public BigDecimal sold() {
    return transactionType == TransactionType.SELL ? value() : BigDecimal.ZERO;
  }

  /** The UTC day of the trade. */
  public LocalDate day() {
    return LocalDate.ofInstant(transactionTime, ZoneOffset.UTC);
  }

  public Trade with(Customer customer) {
    return new Trade(
        tradeId,
        customerId,
        stockSymbol,
        transactionType,
        quantity,
        price,
        currency,
        transactionTime,
        customer.name(),
        customer.riskCategory());
  }
}
