package dev.assay.schemas.wealth;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The stocks most traded on a day. One row per UTC day and rank; value in USD.
 *
 * @param day the UTC day of the trades
 * @param rank from 1, by quantity; of equal quantities the symbol that sorts first
 * @param stockSymbol the stock's ticker symbol
 * @param quantity number of shares traded, bought and sold
 * @param value value of the shares traded
 */
public record TopStock(
    @Key @EventTime LocalDate day,
    @Key int rank,
    String stockSymbol,
    @Digits(precision = 38, scale = 4) BigDecimal quantity,
    @Digits(precision = 38, scale = 8) BigDecimal value) {

  /** How many stocks a day's list has. */
  public static final int RANKS = 10;

  /** The order of the list: most traded first. */
  public static final Table.Order<StockVolume> ORDER =
      (one, other) -> {
        int byQuantity = other.quantity().compareTo(one.quantity());
        return byQuantity != 0 ? byQuantity : one.stockSymbol().compareTo(other.stockSymbol());
      };

  public static final Table<TopStock> TABLE =
      Table.of("top_stocks", TopStock.class).in(Layer.GOLD).amount(Trade.CURRENCY, "value");

  /** The list of a day, of its volumes. */
  public static List<TopStock> ranked(List<StockVolume> volumes) {
    List<StockVolume> best = volumes.stream().sorted(ORDER).limit(RANKS).toList();
    return IntStream.range(0, best.size()).mapToObj(i -> of(best.get(i), i + 1)).toList();
  }

  public static TopStock of(StockVolume volume, int rank) {
    return new TopStock(
        volume.day(), rank, volume.stockSymbol(), volume.quantity(), volume.value());
  }
}
