package dev.assay.transforms;

import dev.assay.schemas.Column;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.schemas.Trial;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * A table whose rows are a pure function of all rows of a group of another table: a rank, a
 * history, a running balance. The same declaration runs bounded and as a stream.
 *
 * <pre>{@code
 * Derive.into(TopStock.TABLE).of(StockVolume.TABLE).each(StockVolume::day).rows(TopStock::ranked)
 * }</pre>
 *
 * <p>A group whose key holds its rows' own UTC day, or a time of it, lies in that day's window, and
 * is forgotten when the day closes. Other groups gather rows of all days, and a stream keeps them
 * as long as it runs.
 *
 * <p>The function is also given some rows of a group, or one alone: so a stream finds out which
 * rows may have been stated by a run whose state is lost, and takes back those that are not so.
 */
public final class Derive<S extends Record, G extends Record> implements Recipe<G> {
  private final Table<G> into;
  private final Table<S> source;
  private final Table.Of<S, ?> each;
  private final Table.Of<List<S>, List<G>> rows;
  private final boolean isWithinDay;

  private Derive(
      Table<G> into, Table<S> source, Table.Of<S, ?> each, Table.Of<List<S>, List<G>> rows) {
    this.into = into;
    this.source = source;
    this.each = each;
    this.rows = rows;
    Trial<S> trial = new Trial<>(source, each);
    this.isWithinDay =
        source.eventTime().filter(time -> trial.always(time, Derive::isOfDayOf)).isPresent();
  }

  /** Into this table. */
  public static <G extends Record> Into<G> into(Table<G> table) {
    return new Into<>(table);
  }

  /** What rows go into. */
  public record Into<G extends Record>(Table<G> table) {
    /** Of the rows of this table. */
    public <S extends Record> Source<S, G> of(Table<S> source) {
      return new Source<>(table, source);
    }
  }

  /** What rows are made of. */
  public record Source<S extends Record, G extends Record>(Table<G> into, Table<S> source) {
    /**
     * Which rows belong together: those for which this function says the same.
     *
     * @param group a text, whole number, day, time or choice, or a list of such; it follows from
     *     the row's key
     * @throws IllegalArgumentException when it looks at a column that is not part of the key: a row
     *     that changes it would never leave the group that it was in
     */
    public Each<S, G> each(Table.Of<S, ?> group) {
      new Trial<>(source, group)
          .looksAt(column -> !column.key())
          .ifPresent(
              column -> {
                throw changes(column);
              });
      return new Each<>(into, source, group);
    }

    private IllegalArgumentException changes(Column column) {
      return new IllegalArgumentException(
          "%s: rows of %s are grouped by %s, which is not part of their key: a row that changes it"
                  .formatted(into, source, column.name())
              + " would never leave the group that it was in. Group them by columns of the key, or"
              + " make it one");
    }
  }

  /** Which rows belong together. */
  public record Each<S extends Record, G extends Record>(
      Table<G> into, Table<S> source, Table.Of<S, ?> group) {
    /**
     * What follows from the rows of a group.
     *
     * @param function pure, of rows in the order of their key; no two of its rows have one key, nor
     *     have rows of two groups
     */
    public Derive<S, G> rows(Table.Of<List<S>, List<G>> function) {
      return new Derive<>(into, source, group, function);
    }
  }

  @Override
  public Table<G> into() {
    return into;
  }

  @Override
  public List<Table<?>> sources() {
    return List.of(source);
  }

  @Override
  public boolean isOfAllDays() {
    return !isWithinDay;
  }

  @Override
  public PCollection<Rows<G>> bounded(BoundedTables tables) {
    return tables.gold(source).apply("Derive " + into.name(), bounded(tables.goldShards()));
  }

  @Override
  public PCollection<Rows<Restated<G>>> unbounded(UnboundedTables tables) {
    return tables.gold(source).apply("Derive " + into.name(), unbounded(tables.goldShards()));
  }

  public Table<S> source() {
    return source;
  }

  /**
   * The rows of a bounded run, of rows of the source that come once each.
   *
   * @param shards of the groups, by a hash of their key; a thread holds the rows of one
   */
  public PTransform<PCollection<Rows<S>>, PCollection<Rows<G>>> bounded(int shards) {
    return new DeriveBounded<>(this, shards);
  }

  /**
   * The rows of a stream, stated anew as far as they change.
   *
   * @param shards of the groups, by a hash of their key; each keeps its rows
   */
  public PTransform<PCollection<Rows<Restated<S>>>, PCollection<Rows<Restated<G>>>> unbounded(
      int shards) {
    return new DeriveUnbounded<>(this, shards);
  }

  /** Whether every group lies in one day, and so in a daily window. */
  boolean isWithinDay() {
    return isWithinDay;
  }

  /** What follows from these rows of one group. */
  List<G> of(List<S> group) {
    return rows.apply(group);
  }

  /** The group of a row. */
  RowKey group(S row) {
    Object[] parts = parts(each.apply(row));
    for (Object part : parts) {
      if (!isPart(part)) {
        throw new IllegalStateException(
            "%s: a row of %s is of the group %s; a group is told by texts, whole numbers, days,"
                    .formatted(into, source, part == null ? "null" : "of " + part.getClass())
                + " times or choices, and where one may be absent, `each` says what stands for it");
      }
    }
    if (isWithinDay && !isOfDay(source.dayOf(row).orElseThrow(), parts)) {
      throw new IllegalStateException(
          "%s: groups of %s hold their rows' day, but not always: `each` is to give it of every row,"
                  .formatted(into, source)
              + " or of none");
    }
    return RowKey.of(parts);
  }

  private static Object[] parts(Object group) {
    return group instanceof List<?> several ? several.toArray() : new Object[] {group};
  }

  private static boolean isPart(Object part) {
    return part instanceof String
        || part instanceof LocalDate
        || part instanceof Instant
        || part instanceof Integer
        || part instanceof Long
        || part instanceof Boolean
        || part instanceof Enum<?>;
  }

  private static boolean isOfDayOf(Object time, Object group) {
    return isOfDay(Table.day(time), parts(group));
  }

  private static boolean isOfDay(LocalDate day, Object[] parts) {
    for (Object part : parts) {
      if ((part instanceof LocalDate || part instanceof Instant) && Table.day(part).equals(day)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return into + " of " + source;
  }
}
