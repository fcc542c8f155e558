package dev.assay.schemas;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
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

  /** An order of rows that travels to workers. */
  public interface Order<T> extends Comparator<T>, Serializable {}

  /**
   * A named rule.
   *
   * @param name what must hold, as an analyst reads it in quarantine: public API, keep it stable
   * @param action what becomes of a row for which it does not
   */
  public record Check<T>(String name, Test<T> holds, Action action) implements Serializable {}

  /** What becomes of a row that does not hold a check. */
  public enum Action {
    /** Its payload is kept in quarantine. */
    QUARANTINE,
    /** It is taken as any other, and counted in the books by the name of the check. */
    WARN
  }

  /**
   * A column whose value must be a key of another table.
   *
   * @param name of the rule
   * @param column its name; a key that is worked out of several has no column of that name
   * @param key the column's value
   */
  public record Reference<T>(String name, String column, Table<?> table, Of<T, String> key)
      implements Serializable {
    /** The column of the referring table; empty where the key is worked out. */
    public Optional<Column> columnOf(Table<?> referring) {
      return referring.columns().stream()
          .filter(each -> each.name().equals(column) && each.kind() == Column.Kind.TEXT)
          .findFirst();
    }
  }

  /**
   * How the rows of a table show that they are made of all rows of another, and of no others: they
   * add up to as many rows, and to as much.
   *
   * @param source the table that they are made of
   * @param rows the column that says how many of its rows one stands for; null where none does
   */
  public record Proof(Table<?> source, String rows) implements Serializable {}

  /**
   * How much a row is.
   *
   * @param unit of every row; null where there is none, or each row names its own
   * @param columns that it is the sum of; null where it is no such sum
   */
  private record Measure<T>(
      Of<T, Amount> of, String unit, boolean isUnitOfRow, List<String> columns)
      implements Serializable {}

  private final String pipeline;
  private final String name;
  private final Layer layer;
  private final Class<T> type;
  private final List<Check<T>> checks;
  private final List<Reference<T>> references;
  private final Measure<T> amount;
  private final List<Proof> proofs;
  private transient volatile Parcel parcel;

  private Table(
      String pipeline,
      String name,
      Layer layer,
      Class<T> type,
      List<Check<T>> checks,
      List<Reference<T>> references,
      Measure<T> amount,
      List<Proof> proofs) {
    this.pipeline = pipeline;
    this.name = name;
    this.layer = layer;
    this.type = type;
    this.checks = List.copyOf(checks);
    this.references = List.copyOf(references);
    this.amount = amount;
    this.proofs = List.copyOf(proofs);
  }

  /** What a parcel holds of it. */
  private record Content<T extends Record>(
      String pipeline,
      String name,
      Layer layer,
      Class<T> type,
      List<Check<T>> checks,
      List<Reference<T>> references,
      Measure<T> amount,
      List<Proof> proofs)
      implements Serializable {
    private Object readResolve() {
      return new Table<>(pipeline, name, layer, type, checks, references, amount, proofs);
    }
  }

  private Object writeReplace() {
    if (parcel == null) {
      parcel =
          Parcel.of(new Content<>(pipeline, name, layer, type, checks, references, amount, proofs));
    }
    return parcel;
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a table travels as a parcel");
  }

  /** A silver table; see {@link #in} for another layer. */
  public static <T extends Record> Table<T> of(String name, Class<T> type) {
    Measure<T> none = new Measure<>(row -> Amount.NONE, null, false, List.of());
    return new Table<>(null, name, Layer.SILVER, type, List.of(), List.of(), none, List.of());
  }

  public Table<T> in(Layer layer) {
    return new Table<>(pipeline, name, layer, type, checks, references, amount, proofs);
  }

  /**
   * The same table of this pipeline, as are those that it refers to or is made of: where they lie
   * in lake and warehouse follows from that.
   */
  public Table<T> within(String pipeline) {
    List<Reference<T>> references =
        this.references.stream()
            .map(
                each ->
                    new Reference<>(
                        each.name(), each.column(), each.table().within(pipeline), each.key()))
            .toList();
    List<Proof> proofs =
        this.proofs.stream()
            .map(each -> new Proof(each.source().within(pipeline), each.rows()))
            .toList();
    return new Table<>(pipeline, name, layer, type, checks, references, amount, proofs);
  }

  /** Adds a rule that every row must hold. */
  public Table<T> check(String name, Test<T> holds) {
    return check(name, holds, Action.QUARANTINE);
  }

  /** Adds a rule, and what becomes of a row that does not hold it. */
  public Table<T> check(String name, Test<T> holds, Action action) {
    return new Table<>(
        pipeline,
        this.name,
        layer,
        type,
        plus(checks, new Check<>(name, holds, action)),
        references,
        amount,
        proofs);
  }

  /**
   * Adds the rule that this value is a key of the other table, by name {@code <column>_is_known}.
   * Between tables of gold it says in what order they are written and removed.
   *
   * @param column of which the key is the value. Rows whose other table changes are found by it; a
   *     key that is more than one column's value has a name of its own here
   * @throws IllegalArgumentException when the other table is not there: two tables that refer to
   *     each other cannot both be declared before the other
   */
  public Table<T> references(String column, Table<?> other, Of<T, String> key) {
    if (other == null) {
      throw new IllegalArgumentException(
          this
              + " refers by "
              + column
              + " to a table that is not declared yet: tables do not refer to one another");
    }
    Reference<T> reference = new Reference<>(column + "_is_known", column, other, key);
    return new Table<>(
        pipeline, name, layer, type, checks, plus(references, reference), amount, proofs);
  }

  /**
   * Names the money of a row, or another amount, which control totals add up beside the rows.
   *
   * @param unit of every row: a currency, as ISO 4217 has it, or another word, such as {@code
   *     shares}
   * @throws IllegalArgumentException when the amount looks at a column that a payload does not
   *     have, or that silver hides: what was read and what became of it would not be equal
   */
  public Table<T> amount(Of<T, BigDecimal> amount, String unit) {
    if (!unit.matches("[A-Za-z][A-Za-z_]{0,31}")) {
      throw new IllegalArgumentException(
          this + ": " + unit + " is no unit: it is one word of letters, such as USD or shares");
    }
    return by(new Measure<>(row -> new Amount(amount.apply(row), unit), unit, false, null));
  }

  /**
   * Likewise, as the sum of columns, so that a warehouse can be asked for it.
   *
   * @param unit of every row, as above
   * @param columns by their names; absent ones count nothing
   * @throws IllegalArgumentException when one is no column of the table with decimals
   */
  public Table<T> amount(String unit, String... columns) {
    List<Integer> indexes = new ArrayList<>();
    for (String name : columns) {
      indexes.add(column(name, Column.Kind.DECIMAL).index());
    }
    Table<T> table =
        amount(
            row -> {
              BigDecimal sum = BigDecimal.ZERO;
              for (int index : indexes) {
                BigDecimal part = (BigDecimal) RecordShape.of(row.getClass()).get(row, index);
                sum = part == null ? sum : sum.add(part);
              }
              return sum;
            },
            unit);
    Measure<T> measure = new Measure<>(table.amount.of(), unit, false, List.of(columns));
    return new Table<>(pipeline, name, layer, type, checks, references, measure, proofs);
  }

  /**
   * Says that the table is made of all rows of another one: on every day, this column adds up to
   * their number, and the amount to theirs. It is proven on each run.
   *
   * @param source a table of silver, declared before
   * @param rows a column of whole numbers by its name; null where rows are not told
   * @throws IllegalArgumentException when there is no such column, or the amount of the table is
   *     not the sum of columns: a warehouse could not be asked for it
   */
  public Table<T> proves(Table<?> source, String rows) {
    if (rows != null) {
      column(rows, Column.Kind.LONG);
    }
    if (amount.columns() == null) {
      throw new IllegalArgumentException(
          this
              + " proves that it is made of all "
              + source.name()
              + ", so its amount is the sum of columns, in one unit: state it by their names");
    }
    return new Table<>(
        pipeline,
        name,
        layer,
        type,
        checks,
        references,
        amount,
        plus(proofs, new Proof(source, rows)));
  }

  private Column column(String name, Column.Kind kind) {
    return columns().stream()
        .filter(column -> column.name().equals(name) && column.kind() == kind)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    this + " has no column " + name + " of the kind " + kind));
  }

  /**
   * Likewise, of rows in several currencies, which are never added to one another.
   *
   * @param currency of the row, as ISO 4217 has it; the money of a row that names none in this form
   *     is not counted, so a check of the table should refuse it
   */
  public Table<T> amount(Of<T, BigDecimal> amount, Of<T, String> currency) {
    Of<T, Amount> money = row -> Amount.in(currency.apply(row), amount.apply(row));
    return by(new Measure<>(money, null, true, null));
  }

  private Table<T> by(Measure<T> amount) {
    PayloadColumns.check(this, amount.of());
    return new Table<>(pipeline, name, layer, type, checks, references, amount, proofs);
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

  /** Those whose breach has this consequence. */
  public List<Check<T>> checks(Action action) {
    return checks.stream().filter(check -> check.action() == action).toList();
  }

  public List<Reference<T>> references() {
    return references;
  }

  /** The money of a row; {@link Amount#NONE} where it has none. */
  public Amount amountOf(T row) {
    return amount.of().apply(row);
  }

  /** The columns whose sum is the amount; empty where it is another, or there is none. */
  public List<String> amountColumns() {
    return amount.columns() == null ? List.of() : amount.columns();
  }

  /** How the table shows that it is made of all rows of others. */
  public List<Proof> proofs() {
    return proofs;
  }

  /** How many rows of the source a row stands for; empty where the table does not tell. */
  public Optional<Of<T, Long>> rowsOf(Proof proof) {
    return Optional.ofNullable(proof.rows())
        .map(name -> column(name, Column.Kind.LONG).index())
        .map(index -> row -> (Long) shape().get(row, index));
  }

  /** The unit of every row's amount; empty where there is no amount, or each row names its own. */
  public Optional<String> unit() {
    return Optional.ofNullable(amount.unit());
  }

  /** Whether each row's amount has a unit of its own. */
  public boolean isOfSeveralUnits() {
    return amount.isUnitOfRow();
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

  /** How long the events of a row take; a day of a table without event time as well. */
  public Period period() {
    return eventTime().map(Column::period).orElse(Period.DAY);
  }

  public Optional<Column> version() {
    return columns().stream().filter(Column::version).findFirst();
  }

  /** The name of the rule that no two rows of one key differ: {@code trade_id_is_unique}. */
  public String uniqueness() {
    return String.join("_and_", keys().stream().map(Column::name).toList()) + "_is_unique";
  }

  /**
   * The UTC day on which the row's event happened, the first one of a longer period; empty where
   * the table has no event time.
   */
  public Optional<LocalDate> dayOf(T row) {
    return eventTime().map(column -> day(shape().get(row, column.index())));
  }

  /** The UTC day of an event time, which is an instant or already a day. */
  public static LocalDate day(Object time) {
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

  /**
   * How facts of one key add up to one row.
   *
   * @throws IllegalArgumentException when the annotations do not say that of every column
   */
  public Algebra<T> algebra() {
    return Algebra.of(type);
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
