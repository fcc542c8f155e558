package dev.assay.schemas.insights;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Greatest;
import dev.assay.schemas.Column.Identifier;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Sum;
import dev.assay.schemas.Layer;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.Table;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;

/**
 * How much of a product was bought on a day, as it stands now. One row per day of purchase and
 * product.
 *
 * @param day the day of purchase
 * @param productSha256 SHA-256 of the product's name, which may be longer than a key can be
 * @param product the product's name
 * @param purchases number of purchases
 * @param quantity pieces
 */
public record ProductSales(
    @Key @EventTime LocalDate day,
    @Key @Identifier(maxBytes = 64) String productSha256,
    @Greatest String product,
    @Sum long purchases,
    @Sum long quantity) {

  public static final Table<ProductSales> TABLE =
      Table.of("product_sales", ProductSales.class).in(Layer.GOLD);

  public static ProductSales of(PurchaseTrend purchase) {
    byte[] name = purchase.product().getBytes(StandardCharsets.UTF_8);
    return new ProductSales(
        purchase.purchaseDate(),
        HexFormat.of().formatHex(RowHash.sha256().digest(name)),
        purchase.product(),
        1,
        purchase.quantity());
  }
}
