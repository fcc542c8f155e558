package dev.assay.schemas;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Sum;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * How many rows, and how much money, passed a stage. One row per run, table, stage, day and unit: a
 * row is counted once, under the unit of its amount. The totals of a run are what it changed, so
 * over all runs since the last rebuild they add up to what the tables hold.
 *
 * @param runId the run
 * @param table the silver table
 * @param stage where the rows were counted
 * @param day the UTC day of the events; absent where the payload did not tell
 * @param unit what the amount is counted in: a currency, as ISO 4217 has it, or what the table
 *     names; absent where the table states no amount, and for payloads that could not be read or
 *     that name no currency
 * @param rows number of rows; below zero where a run moved rows out of a stage
 * @param amount their money, or what else the unit says
 */
public record ControlTotal(
    @Key String runId,
    @Key String table,
    @Key String stage,
    @Key @Maybe LocalDate day,
    @Key @Maybe String unit,
    @Sum long rows,
    @Sum @Digits(precision = 38, scale = 8) BigDecimal amount) {

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

  /**
   * Rows of silver that another table describes otherwise than before; counted for streams, where
   * silver loses the old description and gains the new one.
   */
  public static final String DESCRIBED = "described";

  /** Rows that the silver days touched by the run held before it. */
  public static final String HELD = "held";

  /** Rows that the silver days touched by the run hold after it; gold is made of these. */
  public static final String SILVER = "silver";

  /** Gold rows that the warehouse does not take; their table is the gold table. */
  public static final String REFUSED = "refused";

  private static final String WARNED = "warned:";

  /** Rows that were read and taken, though they do not hold this check, which only warns. */
  public static String warned(String check) {
    return WARNED + check;
  }

  /** The check that the stage counts warnings of; empty for another stage. */
  public static Optional<String> warning(String stage) {
    return stage.startsWith(WARNED)
        ? Optional.of(stage.substring(WARNED.length()))
        : Optional.empty();
  }

  public static final Table<ControlTotal> TABLE =
      Table.of("control_totals", ControlTotal.class).in(Layer.AUDIT);

  /** A total of a run that is not known yet. */
  public static ControlTotal of(
      String table, String stage, LocalDate day, long rows, Amount amount) {
    return new ControlTotal("", table, stage, day, amount.unit(), rows, amount.value());
  }

  /** A total of rows that have no amount. */
  public static ControlTotal ofRows(String table, String stage, LocalDate day, long rows) {
    return of(table, stage, day, rows, Amount.NONE);
  }

  /** Their money with its unit. */
  public Amount money() {
    return new Amount(amount, unit);
  }

  public ControlTotal in(String run) {
    return new ControlTotal(run, table, stage, day, unit, rows, amount);
  }

  /**
   * The sum.
   *
   * @throws IllegalArgumentException when the other is of another unit
   */
  public ControlTotal plus(ControlTotal other) {
    Amount.checkUnits(unit, other.unit);
    return TABLE.algebra().plus(this, other);
  }
}
