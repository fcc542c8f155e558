package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What {@link Derive} makes of the rows of some groups: keeps the newest statement of each source
 * row, and tells what follows from those that stand. It knows nothing of windows, shuffles and
 * state: it is made of statements in any order, and can be made of them again.
 */
final class Derivation<S extends Record, G extends Record> {
  private final Derive<S, G> derive;
  private final RowKey.Reader<S> sourceKeys;
  private final RowKey.Reader<S> said;
  private final RowKey.Reader<G> keys;
  private final Comparator<Known<S>> order;
  private final Map<RowKey, Group<S, G>> groups = new HashMap<>();
  private final Set<Group<S, G>> touched = new LinkedHashSet<>();
  private int size;

  /** Hears what is stated of a row. */
  interface Statement<R> {
    /**
     * Of this row.
     *
     * @param stands false when there is no such row any more: nothing but its key counts then
     * @param number grows with every statement of a key
     */
    void of(R row, boolean stands, long number);
  }

  /** Hears what becomes of a derived row. */
  interface Difference<G> {
    /**
     * Of this row.
     *
     * @param stands false when there is no such row any more: nothing but its key counts then
     */
    void of(G row, boolean stands);
  }

  private record Known<S>(RowKey key, S row, boolean stands, long number) {}

  private static final class Group<S, G> {
    final Map<RowKey, Known<S>> rows = new HashMap<>();
    final NavigableSet<Known<S>> standing;
    final NavigableSet<Known<S>> gone;

    /** Those that were not known when something was told last. */
    final List<Known<S>> fresh = new ArrayList<>();

    /** What was told last; null when nobody knows what was. */
    Map<RowKey, G> told;

    /** Of which it was told that they are gone. */
    final Set<RowKey> toldGone = new HashSet<>();

    Group(Comparator<Known<S>> order) {
      this.standing = new TreeSet<>(order);
      this.gone = new TreeSet<>(order);
    }

    NavigableSet<Known<S>> like(Known<S> known) {
      return known.stands() ? standing : gone;
    }
  }

  Derivation(Derive<S, G> derive) {
    this.derive = derive;
    this.sourceKeys = new RowKey.Reader<>(derive.source());
    this.said =
        derive.isOfChanges()
            ? new RowKey.Reader<>(derive.source(), derive.source().columns())
            : sourceKeys;
    this.keys = new RowKey.Reader<>(derive.into());
    Comparator<Known<S>> order = (one, other) -> derive.compare(one.row(), other.row());
    this.order = order.thenComparing(Known::key);
  }

  /**
   * Takes what is stated of a source row; false when nothing newer than what is known.
   *
   * @param number of the statement; of changes, how often the row was gained, less how often lost
   */
  boolean take(S row, boolean stands, long number) {
    Group<S, G> group = groups.computeIfAbsent(derive.groups().of(row), key -> new Group<>(order));
    RowKey key = said.of(row);
    Known<S> before = group.rows.get(key);
    Known<S> known = new Known<>(key, row, stands, number);
    if (derive.isOfChanges()) {
      long times = before == null ? number : before.number() + number;
      known = new Known<>(key, row, times > 0, times);
    } else if (before != null && before.number() >= number) {
      return false;
    }
    if (before == null) {
      group.fresh.add(known);
      size++;
    } else {
      group.like(before).remove(before);
    }
    group.rows.put(known.key(), known);
    group.like(known).add(known);
    touched.add(group);
    return true;
  }

  /** How many source rows are known, also those that stand no more. */
  int size() {
    return size;
  }

  /** The newest statement of each source row: of these the same is made again. */
  void forEach(Statement<S> statement) {
    for (Group<S, G> group : groups.values()) {
      group.rows.values().forEach(k -> statement.of(k.row(), k.stands(), k.number()));
    }
  }

  /** Of changes, one may come before the one that it follows: then two rows of a key stand. */
  private List<S> counting(Group<S, G> group) {
    Set<RowKey> counted = new HashSet<>();
    return group.standing.stream()
        .map(Known::row)
        .filter(row -> said == sourceKeys || counted.add(sourceKeys.of(row)))
        .limit(derive.count())
        .toList();
  }

  private Stream<Known<S>> first(Collection<Known<S>> sorted) {
    return sorted.stream().limit(derive.count());
  }

  /** Tells every row there is. */
  void tellAll(Consumer<G> told) {
    groups.values().forEach(group -> derived(counting(group)).values().forEach(told));
  }

  /**
   * Tells what is other than it was told before, in the groups of which something was taken. Of a
   * group of which nothing was told yet, it tells everything.
   */
  void tell(Difference<G> told) {
    touched.forEach(group -> tell(group, told));
    touched.clear();
  }

  /** What was told is not known any more: whoever hears may have heard more since, and lost it. */
  void forgetTold() {
    for (Group<S, G> group : groups.values()) {
      group.fresh.clear();
      group.told = null;
      group.toldGone.clear();
    }
    touched.clear();
  }

  private void tell(Group<S, G> group, Difference<G> told) {
    Map<RowKey, G> now = derived(counting(group));
    Map<RowKey, G> before = group.told == null ? Map.of() : group.told;
    now.forEach(
        (key, row) -> {
          if (!row.equals(before.get(key))) {
            told.of(row, true);
          }
        });
    Map<RowKey, G> gone = new LinkedHashMap<>(before);
    addPossible(group, gone);
    gone.keySet().removeAll(now.keySet());
    group.toldGone.removeAll(now.keySet());
    gone.forEach(
        (key, row) -> {
          if (group.toldGone.add(key)) {
            told.of(row, false);
          }
        });
    group.told = now;
    group.fresh.clear();
  }

  /**
   * A run whose state is lost knew some of these rows and not others, and may have told what
   * follows from those: from a row alone, or with rows that stand no more.
   */
  private void addPossible(Group<S, G> group, Map<RowKey, G> possible) {
    Collection<Known<S>> fresh = group.told == null ? group.rows.values() : group.fresh;
    fresh.forEach(known -> possible.putAll(derived(List.of(known.row()))));
    if (!fresh.isEmpty() && !group.gone.isEmpty()) {
      Stream<Known<S>> all = Stream.concat(first(group.standing), first(group.gone));
      possible.putAll(derived(all.sorted(order).limit(derive.count()).map(Known::row).toList()));
    }
  }

  private Map<RowKey, G> derived(List<S> rows) {
    if (rows.isEmpty()) {
      return Map.of();
    }
    Map<RowKey, G> derived = new LinkedHashMap<>();
    for (G row : derive.of(rows)) {
      if (derived.put(keys.of(row), row) != null) {
        throw new IllegalStateException(
            derive
                + ": two rows of one key follow from the rows of one group: give them other keys");
      }
    }
    return derived;
  }
}
