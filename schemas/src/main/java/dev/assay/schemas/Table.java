package dev.assay.schemas;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The contract of one table: its columns, key, event time, privacy, references and named checks.
 * Everything else about the table (coder, Parquet schema, SQL, parser) is derived from it.
 *
 * @param <T> the record of which one instance is one row
 */
public final class Table<T extends Record> implements Serializable {
  /** A test of a row that travels to workers. */
  public interface Test<T> extends Predicate<T>, Serializable {}

  /** A function of a row that travels to workers. */
  public interface Of<T, R> extends Function<T, R>, Serializable {}

  /**
   * A named rule.
   *
   * @param name what must hold, as an analyst reads it in quarantine: public API, keep it stable
   */
  public record Check<T>(String name, Test<T> holds) implements Serializable {}

  /** A column whose value must be a key of another table. */
  public record Reference<T>(String name, Table<?> table, Of<T, String> key)
      implements Serializable {}

  private final String pipeline;
  private final String name;
  private final Layer layer;
  private final Class<T> type;
  private final List<Check<T>> checks;
  private final List<Reference<T>> references;
  private final Of<T, BigDecimal> amount;

  private Table(
      String pipeline,
      String name,
      Layer layer,
      Class<T> type,
      List<Check<T>> checks,
      List<Reference<T>> references,
      Of<T, BigDecimal> amount) {
    this.pipeline = pipeline;
    this.name = name;
    this.layer = layer;
    this.type = type;
    this.checks = List.copyOf(checks);
    this.references = List.copyOf(references);
    this.amount = amount;
  }

  /** A silver table; see {@link #in} for another layer. */
  public static <T extends Record> Table<T> of(String name, Class<T> type) {
    return new Table<>(
        null, name, Layer.SILVER, type, List.of(), List.of(), row -> BigDecimal.ZERO);
  }

  public Table<T> in(Layer layer) {
    return new Table<>(pipeline, name, layer, type, checks, references, amount);
  }

  /** The same table of this pipeline: where it lies in lake and warehouse follows from that. */
  public Table<T> within(String pipeline) {
    return new Table<>(pipeline, name, layer, type, checks, references, amount);
  }

  /** Adds a rule that every row must hold. */
  public Table<T> check(String name, Test<T> holds) {
    return new Table<>(
        pipeline,
        this.name,
        layer,
        type,
        plus(checks, new Check<>(name, holds)),
        references,
        amount);
  }

  /**
   * Adds the rule that this value is a key of the other table, by name {@code <column>_is_known}.
   */
  public Table<T> references(String column, Table<?> other, Of<T, String> key) {
    Reference<T> reference = new Reference<>(column + "_is_known", other, key);
    return new Table<>(pipeline, name, layer, type, checks, plus(references, reference), amount);
  }

  /** Names the money of a row, which control totals add up beside the rows. */
  public Table<T> amount(Of<T, BigDecimal> amount) {
    return new Table<>(pipeline, name, layer, type, checks, references, amount);
  }

  /** The pipeline that the table is of; null for a contract that no pipeline has taken yet. */
  public String pipeline() {
    return pipeline;
  }

  public String name() {
    return name;
  }

  public Layer layer() {
    return layer;
  }

  public Class<T> type() {
    return type;
  }

  /** What one row is; empty where nobody said. */
  public String comment() {
    return Comments.of(type).ofTable();
  }

  public List<Check<T>> checks() {
    return checks;
  }

  public List<Reference<T>> references() {
    return references;
  }

  /** The money of a row; zero where the table has none. */
  public BigDecimal amountOf(T row) {
    return amount.apply(row);
  }

  public List<Column> columns() {
    return shape().columns();
  }

  public List<Column> keys() {
    return columns().stream().filter(Column::key).toList();
  }

  public Optional<Column> eventTime() {
    return shape().eventTime();
  }

  public Optional<Column> version() {
    return columns().stream().filter(Column::version).findFirst();
  }

  /** The name of the rule that no two rows of one key differ: {@code trade_id_is_unique}. */
  public String uniqueness() {
    return String.join("_and_", keys().stream().map(Column::name).toList()) + "_is_unique";
  }

  /** The UTC day on which the row's event happened; empty where the table has no event time. */
  public Optional<LocalDate> dayOf(T row) {
    return eventTime().map(column -> day(shape().get(row, column.index())));
  }

  /** The UTC day of an event time, which is an instant or already a day. */
  static LocalDate day(Object time) {
    return time instanceof Instant instant
        ? LocalDate.ofEpochDay(Math.floorDiv(instant.getEpochSecond(), 86_400L))
        : (LocalDate) time;
  }

  /** When the row's event happened; the start of the day where the table knows only the day. */
  public Optional<Instant> timeOf(T row) {
    return eventTime()
        .map(column -> shape().get(row, column.index()))
        .map(
            time ->
                time instanceof LocalDate day
                    ? day.atStartOfDay(ZoneOffset.UTC).toInstant()
                    : (Instant) time);
  }

  public RecordShape shape() {
    return RecordShape.of(type);
  }

  /**
   * Tables are equal when they are of one record, layer and name, whichever pipeline they are of:
   * coders compare them.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof Table<?> table
        && table.name.equals(name)
        && table.layer == layer
        && table.type == type;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, layer, type);
  }

  /** As messages call it: a gold table of a pipeline as SQL does, {@code wealth.top_stocks}. */
  @Override
  public String toString() {
    return (layer == Layer.GOLD && pipeline != null ? pipeline : layer) + "." + name;
  }

  private static <E> List<E> plus(List<E> list, E element) {
    List<E> longer = new ArrayList<>(list);
    longer.add(element);
    return longer;
  }
}
