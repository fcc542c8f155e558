package dev.assay.schemas;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * How many rows, and how much money, passed a stage. One row per run, table, stage and day. The
 * totals of a run are what it changed, so over all runs since the last rebuild they add up to what
 * the tables hold.
 *
 * @param runId the run
 * @param table the silver table
 * @param stage where the rows were counted
 * @param day the UTC day of the events; absent where the payload did not tell
 * @param rows number of rows; below zero where a run moved rows out of a stage
 * @param amount their money, in the table's currency
 */
public record ControlTotal(
    @Key String runId,
    @Key String table,
    @Key String stage,
    @Key @Maybe LocalDate day,
    long rows,
    @Digits(precision = 38, scale = 8) BigDecimal amount)
    implements Additive<ControlTotal> {

  /**
   * Payloads taken from the source, or from bronze or quarantine when a run looks at them again.
   */
  public static final String READ = "read";

  /** Rows that silver gained. */
  public static final String VALID = "valid";

  /** Payloads that quarantine gained, but for late ones. */
  public static final String QUARANTINED = "quarantined";

  /** Rows that say nothing new: repeated ones, and older versions of a row. */
  public static final String DUPLICATE = "duplicate";

  /** Payloads that quarantine gained because they came after their day was closed. */
  public static final String LATE = "late";

  /** What is read, and what can become of it: the terms of the sum, in rows and in money. */
  public static final List<String> TERMS = List.of(READ, VALID, QUARANTINED, DUPLICATE, LATE);

  /** Payloads of a topic that bronze holds already, and that were left alone when read again. */
  public static final String KNOWN = "known";

  /** Payloads that bronze gained. */
  public static final String BRONZE = "bronze";

  /**
   * Rows that silver held and a better one replaced; counted for streams, which write rows one by
   * one.
   */
  public static final String DISPLACED = "displaced";

  /** Rows that the silver days touched by the run held before it. */
  public static final String HELD = "held";

  /** Rows that the silver days touched by the run hold after it; gold is made of these. */
  public static final String SILVER = "silver";

  /** Gold rows that the warehouse does not take; their table is the gold table. */
  public static final String REFUSED = "refused";

  public static final Table<ControlTotal> TABLE =
      Table.of("control_totals", ControlTotal.class).in(Layer.AUDIT).amount(ControlTotal::amount);

  /** A total of a run that is not known yet. */
  public static ControlTotal of(
      String table, String stage, LocalDate day, long rows, BigDecimal amount) {
    return new ControlTotal("", table, stage, day, rows, amount);
  }

  public ControlTotal in(String run) {
    return new ControlTotal(run, table, stage, day, rows, amount);
  }

  @Override
  public ControlTotal plus(ControlTotal other) {
    return new ControlTotal(runId, table, stage, day, rows + other.rows, amount.add(other.amount));
  }
}
