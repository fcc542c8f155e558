package dev.assay.transforms;

import dev.assay.schemas.Layer;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * A table whose rows are a pure function of all rows of a group of another table, of gold or of
 * silver: a rank, a history, a running balance. The same declaration runs bounded and as a stream.
 *
 * <pre>{@code
 * Derive.into(TopStock.TABLE).of(StockVolume.TABLE).each(StockVolume::day).rows(TopStock::ranked)
 * }</pre>
 *
 * <p>A group whose key holds its rows' own UTC day, or a time of it, lies in that day's window, and
 * is forgotten when the day closes, where the table is gold. Other groups gather rows of all days,
 * and a stream keeps them as long as it runs, as it does those of silver.
 *
 * <p>The function is also given some rows of a group, or one alone: so a stream finds out which
 * rows may have been stated by a run whose state is lost, and takes back those that are not so.
 */
public final class Derive<S extends Record, G extends Record> implements Recipe<G> {
  private final Table<G> into;
  private final Groups<S> groups;
  private final First<S> first;
  private final Table.Of<List<S>, List<G>> rows;

  /**
   * Which rows of a group count.
   *
   * @param order null for that of their key
   */
  private record First<S>(int count, Table.Order<S> order) implements Serializable {}

  private Derive(Table<G> into, Groups<S> groups, First<S> first, Table.Of<List<S>, List<G>> rows) {
    this.into = into;
    this.groups = groups;
    this.first = first;
    this.rows = rows;
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
      return new Each<>(into, new Groups<>(into, source, group));
    }
  }

  /** Which rows belong together. */
  public static final class Each<S extends Record, G extends Record> {
    private final Table<G> into;
    private final Groups<S> groups;

    private Each(Table<G> into, Groups<S> groups) {
      this.into = into;
      this.groups = groups;
    }

    /**
     * What follows from the rows of a group.
     *
     * @param function pure, of rows in the order of their key. No two of its rows have one key, nor
     *     have rows of two groups; a key follows from which rows there are, and from how many, not
     *     from what else they say
     */
    public Derive<S, G> rows(Table.Of<List<S>, List<G>> function) {
      return new Derive<>(into, groups, new First<>(Integer.MAX_VALUE, null), function);
    }

    /**
     * Of each group only so many rows count, the first in this order; of equal ones, those of the
     * first keys. A bounded run then shuffles no more than these of each part, and a stream gives
     * the function no more.
     */
    public FirstOfEach<S, G> first(int count, Table.Order<S> order) {
      if (count < 1) {
        throw new IllegalArgumentException(
            into + ": the first " + count + " rows of a group are none: say at least 1");
      }
      return new FirstOfEach<>(this, new First<>(count, order));
    }
  }

  /** Which rows of a group count. */
  public static final class FirstOfEach<S extends Record, G extends Record> {
    private final Each<S, G> each;
    private final First<S> first;

    private FirstOfEach(Each<S, G> each, First<S> first) {
      this.each = each;
      this.first = first;
    }

    /**
     * What follows from these rows of a group.
     *
     * @param function as {@link Each#rows} takes it, of rows in their order
     */
    public Derive<S, G> rows(Table.Of<List<S>, List<G>> function) {
      return new Derive<>(each.into, each.groups, first, function);
    }
  }

  @Override
  public Table<G> into() {
    return into;
  }

  @Override
  public List<Table<?>> sources() {
    return List.of(groups.source());
  }

  @Override
  public boolean isOfAllDays() {
    return !groups.isWithinDay();
  }

  @Override
  public PCollection<Rows<G>> bounded(BoundedTables tables) {
    return tables
        .rows(source(), isOfAllDays())
        .apply("Derive " + into.name(), bounded(tables.goldShards()));
  }

  @Override
  public PCollection<Rows<Restated<G>>> unbounded(UnboundedTables tables) {
    PCollection<Rows<Restated<S>>> said =
        isOfChanges()
            ? tables
                .changes(source())
                .apply("Changes for " + into.name(), ParDo.of(new CountChanges<>()))
                .setCoder(Rows.coder(Restated.coder(source())))
            : tables.gold(source());
    return said.apply("Derive " + into.name(), unbounded(tables.goldShards()));
  }

  public Table<S> source() {
    return groups.source();
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

  /**
   * Whether every group lies in one UTC day of the source. If not, what follows from the rows of a
   * day is not known without those of all other days.
   */
  public boolean isWithinDay() {
    return groups.isWithinDay();
  }

  /** The groups of the source's rows. */
  Groups<S> groups() {
    return groups;
  }

  /**
   * Whether a stream is told what changes in the source, in any order, and not what is so: each
   * statement then says how often a row was gained, less how often it was lost.
   */
  boolean isOfChanges() {
    return source().layer() == Layer.SILVER;
  }

  private static final class CountChanges<S extends Record>
      extends DoFn<Rows<Change<S>>, Rows<Restated<S>>> {
    @ProcessElement
    public void process(@Element Rows<Change<S>> changes, OutputReceiver<Rows<Restated<S>>> out) {
      out.output(new Rows<>(changes.list().stream().map(CountChanges::counted).toList()));
    }

    private static <S extends Record> Restated<S> counted(Change<S> change) {
      int times =
          switch (change.kind()) {
            case GAINED, HELD -> 1;
            case LOST -> -1;
            // It may have been gained before a failure, and is not.
            case REFUSED -> 0;
          };
      return new Restated<>(change.refined().row(), times > 0, times);
    }
  }

  /** How many rows of a group count. */
  int count() {
    return first.count();
  }

  /** The order of rows in which the first of a group count; of equal ones, keys decide. */
  int compare(S one, S other) {
    return first.order() == null ? 0 : first.order().compare(one, other);
  }

  /** Those of these rows that may count, whichever rows their groups have elsewhere. */
  List<S> mayCount(List<S> some) {
    if (first.count() >= some.size()) {
      return some;
    }
    RowKey.Reader<S> keys = new RowKey.Reader<>(source());
    Comparator<S> order = this::compare;
    Comparator<S> lastFirst = order.thenComparing(keys::of).reversed();
    Map<RowKey, PriorityQueue<S>> best = new HashMap<>();
    for (S row : some) {
      PriorityQueue<S> group =
          best.computeIfAbsent(groups.of(row), key -> new PriorityQueue<>(lastFirst));
      if (group.size() < first.count()) {
        group.add(row);
      } else if (lastFirst.compare(row, group.element()) > 0) {
        group.remove();
        group.add(row);
      }
    }
    return best.values().stream().flatMap(PriorityQueue::stream).toList();
  }

  /** What follows from these rows of one group. */
  List<G> of(List<S> group) {
    return rows.apply(group);
  }

  @Override
  public String toString() {
    return into + " of " + source();
  }
}
