package dev.assay.transforms;

import dev.assay.schemas.Column;
import dev.assay.schemas.SurrogateKey;
import dev.assay.schemas.Table;
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

/**
 * The versions of a row (a slowly changing dimension of type 2), made of the states that its source
 * told: a rule for {@link Derive}.
 *
 * <pre>{@code
 * Derive.into(DimCustomer.TABLE)
 *     .of(CustomerState.TABLE)
 *     .each(CustomerState::customerId)
 *     .rows(History.of(CustomerState.TABLE, DimCustomer::of))
 * }</pre>
 *
 * <p>States are in the order of their {@code @Version}, else of their event time. A state begins to
 * hold at its event time, or at its version where that is a time, and never before the one ahead of
 * it began. A state that says nothing new makes no version, nor does one that held for no time.
 */
public final class History<S extends Record, G extends Record>
    implements Table.Of<List<S>, List<G>> {
  private final Table<S> source;
  private final Making<S, G> version;
  private transient volatile Layout layout;

  /** Makes a version of a state. */
  public interface Making<S, G> extends Serializable {
    /** Of this state, which holds so long. */
    G of(S state, Validity validity);
  }

  /**
   * When a version holds.
   *
   * @param surrogateKey the version's own number, see {@link SurrogateKey}
   * @param from the first instant at which it holds
   * @param to the first instant at which it holds no more; null while it is current
   */
  public record Validity(long surrogateKey, Instant from, Instant to) {
    /** Whether it holds still. */
    public boolean isCurrent() {
      return to == null;
    }
  }

  /** What the columns of a state are for. */
  private record Layout(
      List<Column> naturalKey, List<Column> order, List<Column> content, Column time) {}

  private record Begun<S>(S state, Instant from) {}

  private History(Table<S> source, Making<S, G> version) {
    this.source = source;
    this.version = version;
    this.layout = layout(source);
  }

  /**
   * Of states of this table. Their natural key is their key without version and event time.
   *
   * @param version makes a row of the history; its key is the surrogate key, or natural key and
   *     time
   * @throws IllegalArgumentException when the table has no natural key, or no time that every row
   *     has
   */
  public static <S extends Record, G extends Record> History<S, G> of(
      Table<S> source, Making<S, G> version) {
    return new History<>(source, version);
  }

  private static Layout layout(Table<?> source) {
    Optional<Column> event = source.eventTime();
    Optional<Column> order = source.version();
    Column time =
        event
            .or(() -> order.filter(History::isTime))
            .filter(column -> !column.maybe())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        source
                            + ": no column says of every row from when it holds: its @EventTime, or"
                            + " its @Version where that is a time, which is never absent"));
    List<Column> naturalKey = source.keys().stream().filter(key -> !isOrder(key)).toList();
    if (naturalKey.isEmpty()) {
      throw new IllegalArgumentException(
          source
              + ": nothing but version and time is in the key: a history is that of what has a key"
              + " of its own, which all its states share");
    }
    List<Column> sort = new ArrayList<>();
    order.ifPresent(sort::add);
    event.ifPresent(sort::add);
    sort.addAll(source.keys());
    List<Column> content =
        source.columns().stream().filter(column -> !column.key() && !isOrder(column)).toList();
    return new Layout(naturalKey, sort, content, time);
  }

  private static boolean isTime(Column column) {
    return column.kind() == Column.Kind.INSTANT || column.kind() == Column.Kind.DATE;
  }

  private static boolean isOrder(Column column) {
    return column.version() || column.eventTime();
  }

  /** The versions that these states of one natural key make, the oldest first. */
  @Override
  public List<G> apply(List<S> states) {
    Layout layout = layout();
    List<S> sorted = new ArrayList<>(states);
    sorted.sort(inOrder(layout));
    List<Begun<S>> begun = new ArrayList<>();
    sorted.forEach(state -> begin(state, begun, layout));
    SurrogateKey<S> keys = new SurrogateKey<>(source, layout.naturalKey());
    List<G> versions = new ArrayList<>();
    for (int i = 0; i < begun.size(); i++) {
      Begun<S> each = begun.get(i);
      Instant to = i + 1 < begun.size() ? begun.get(i + 1).from() : null;
      long key = keys.of(each.state(), each.from());
      versions.add(version.of(each.state(), new Validity(key, each.from(), to)));
    }
    return versions;
  }

  private void begin(S state, List<Begun<S>> begun, Layout layout) {
    Instant from = time(state, layout.time());
    if (!begun.isEmpty()) {
      Begun<S> last = begun.get(begun.size() - 1);
      requireSame(last.state(), state, layout.naturalKey());
      if (areSame(last.state(), state, layout.content())) {
        return;
      }
      if (!from.isAfter(last.from())) {
        from = last.from();
        begun.remove(begun.size() - 1);
        if (!begun.isEmpty()
            && areSame(begun.get(begun.size() - 1).state(), state, layout.content())) {
          return;
        }
      }
    }
    begun.add(new Begun<>(state, from));
  }

  private void requireSame(S one, S other, List<Column> naturalKey) {
    if (!areSame(one, other, naturalKey)) {
      throw new IllegalStateException(
          source
              + ": states of two keys are in one group, which would make one history of both: let"
              + " `each` say "
              + String.join(" and ", naturalKey.stream().map(Column::name).toList()));
    }
  }

  private boolean areSame(S one, S other, List<Column> columns) {
    return columns.stream().allMatch(column -> isSame(value(one, column), value(other, column)));
  }

  private static boolean isSame(Object one, Object other) {
    return one instanceof BigDecimal number && other instanceof BigDecimal same
        ? number.compareTo(same) == 0
        : Objects.equals(one, other);
  }

  private Instant time(S state, Column column) {
    Object time = value(state, column);
    return time instanceof LocalDate day
        ? day.atStartOfDay(ZoneOffset.UTC).toInstant()
        : (Instant) time;
  }

  private Object value(S state, Column column) {
    return source.shape().get(state, column.index());
  }

  @SuppressWarnings("unchecked")
  private Comparator<S> inOrder(Layout layout) {
    Comparator<Comparable<Object>> absentFirst = Comparator.nullsFirst(Comparator.naturalOrder());
    Comparator<S> order = (one, other) -> 0;
    for (Column column : layout.order()) {
      Function<S, Comparable<Object>> value = row -> (Comparable<Object>) value(row, column);
      order = order.thenComparing(value, absentFirst);
    }
    return order;
  }

  private Layout layout() {
    Layout known = layout;
    if (known == null) {
      known = layout(source);
      layout = known;
    }
    return known;
  }
}
