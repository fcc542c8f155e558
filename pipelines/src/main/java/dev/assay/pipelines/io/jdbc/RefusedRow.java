package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A gold row that the warehouse does not take, in place of the row: with it, gold still accounts
 * for all of silver. One row per table and key, until the row is taken or is to stand no more.
 *
 * @param pipeline the pipeline that the table is of
 * @param table the gold table
 * @param keySha256 SHA-256 of the row's key, as 64 hexadecimal digits
 * @param day the row's UTC day, where its table has days
 * @param facts how many silver rows it stands for; zero where its table does not tell
 * @param amount its money
 * @param sqlState PostgreSQL's code for the reason
 * @param reason the reason in words, without values
 * @param runNumber the run that wrote it
 * @param unit what the amount is counted in; absent where there is none
 */
public record RefusedRow(
    @Key String pipeline,
    @Key String table,
    @Key String keySha256,
    @Maybe LocalDate day,
    long facts,
    @Digits(precision = 38, scale = 8) BigDecimal amount,
    String sqlState,
    String reason,
    long runNumber,
    @Maybe String unit) {

  public static final Table<RefusedRow> TABLE =
      Table.of("refused_rows", RefusedRow.class).in(Layer.AUDIT);
}
