package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What {@link Derive} makes of the rows of some groups: keeps the newest statement of each source
 * row, and tells what follows from those that stand. It knows nothing of windows, shuffles and
 * state: it is made of statements in any order, and can be made of them again.
 */
final class Derivation<S extends Record, G extends Record> {
  private final Derive<S, G> derive;
  private final RowKey.Reader<S> sourceKeys;
  private final RowKey.Reader<G> keys;
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

  private record Known<S>(S row, boolean stands, long number) {}

  private static final class Group<S, G> {
    final TreeMap<RowKey, Known<S>> rows = new TreeMap<>();

    /** Those of which something was taken and nothing told yet. */
    final List<Known<S>> taken = new ArrayList<>();

    /** What was told last; null when nobody knows what was. */
    Map<RowKey, G> told;

    /** Of which it was told that they are gone. */
    final Set<RowKey> gone = new HashSet<>();

    int goneRows;

    List<S> standing() {
      List<S> standing = new ArrayList<>(rows.size());
      rows.values().stream().filter(Known::stands).map(Known::row).forEach(standing::add);
      return standing;
    }
  }

  Derivation(Derive<S, G> derive) {
    this.derive = derive;
    this.sourceKeys = new RowKey.Reader<>(derive.source());
    this.keys = new RowKey.Reader<>(derive.into());
  }

  /** Takes what is stated of a source row; false when nothing newer than what is known. */
  boolean take(S row, boolean stands, long number) {
    Group<S, G> group = groups.computeIfAbsent(derive.group(row), key -> new Group<>());
    RowKey key = sourceKeys.of(row);
    Known<S> before = group.rows.get(key);
    if (before != null && before.number() >= number) {
      return false;
    }
    Known<S> known = new Known<>(row, stands, number);
    group.rows.put(key, known);
    group.taken.add(known);
    group.goneRows += (stands ? 0 : 1) - (before == null || before.stands() ? 0 : 1);
    touched.add(group);
    size += before == null ? 1 : 0;
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

  /** Tells every row there is. */
  void tellAll(Consumer<G> told) {
    groups.values().forEach(group -> derived(group.standing()).values().forEach(told));
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
      group.taken.clear();
      group.told = null;
      group.gone.clear();
    }
    touched.clear();
  }

  private void tell(Group<S, G> group, Difference<G> told) {
    Map<RowKey, G> now = derived(group.standing());
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
    group.gone.removeAll(now.keySet());
    gone.forEach(
        (key, row) -> {
          if (group.gone.add(key)) {
            told.of(row, false);
          }
        });
    group.told = now;
    group.taken.clear();
  }

  /**
   * A run whose state is lost knew some of these rows and not others, and may have told what
   * follows from those: from a row alone, or with rows that stand no more.
   */
  private void addPossible(Group<S, G> group, Map<RowKey, G> possible) {
    Collection<Known<S>> taken = group.told == null ? group.rows.values() : group.taken;
    for (Known<S> known : taken) {
      possible.putAll(derived(List.of(known.row())));
    }
    if (group.goneRows > 0) {
      possible.putAll(derived(group.rows.values().stream().map(Known::row).toList()));
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
