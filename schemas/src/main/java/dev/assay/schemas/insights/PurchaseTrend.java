package dev.assay.schemas.insights;

import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Table;
import java.time.LocalDate;

/**
 * A purchase of a product. One row per purchase.
 *
 * @param id identifies the purchase
 * @param product the product's name
 * @param quantity pieces
 * @param purchaseDate the day of purchase
 */
public record PurchaseTrend(@Key long id, String product, int quantity, LocalDate purchaseDate) {
  public static final Table<PurchaseTrend> TABLE =
      Table.of("purchase_trends", PurchaseTrend.class)
          .check("product_is_not_blank", p -> !p.product().isBlank())
          .check("quantity_is_positive", p -> p.quantity() > 0);
}
