package dev.assay.pipelines.io.jdbc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.schemas.Amount;
import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A row that the warehouse does not take. One per row.
 *
 * @param table the table it was meant for, with its layer
 * @param rule the rule it breaks
 * @param sqlState PostgreSQL's code for the reason
 * @param reason the reason in words, without values
 * @param row the row as JSON
 * @param day the row's UTC day, where its table has days
 * @param version the run that wrote it
 * @param amount its money
 * @param unit what the amount is counted in; absent where there is none
 */
public record Refused(
    String table,
    String rule,
    String sqlState,
    String reason,
    String row,
    @Maybe LocalDate day,
    long version,
    @Digits(precision = 38, scale = 8) BigDecimal amount,
    @Maybe String unit) {

  /** The rule of a row that the database refuses. */
  public static final String RULE = "warehouse_accepts_row";

  static <G extends Record> Refused of(
      Table<G> table, G row, long version, WarehouseRefused refusal) {
    Amount amount = table.amountOf(row);
    return new Refused(
        table.toString(),
        RULE,
        refusal.sqlState(),
        refusal.reason(),
        json(table, row),
        table.dayOf(row).orElse(null),
        version,
        amount.value(),
        amount.unit());
  }

  /** Its money with its unit. */
  public Amount money() {
    return new Amount(amount, unit);
  }

  private static String json(Table<?> table, Record row) {
    ObjectNode json = new JsonNodeFactory(true).objectNode();
    for (Column column : table.columns()) {
      Object value = table.shape().get(row, column.index());
      if (value instanceof BigDecimal number) {
        json.put(column.name(), number);
      } else if (value instanceof Long || value instanceof Integer) {
        json.put(column.name(), ((Number) value).longValue());
      } else if (value instanceof Boolean truth) {
        json.put(column.name(), truth);
      } else {
        json.put(column.name(), value == null ? null : value.toString());
      }
    }
    return json.toString();
  }
}
