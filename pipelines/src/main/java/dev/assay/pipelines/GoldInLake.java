package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.GoldBehind;
import dev.assay.pipelines.EpochPart.GoldFile;
import dev.assay.pipelines.EpochPart.GoldTold;
import dev.assay.pipelines.books.Epoch;
import dev.assay.pipelines.books.Epoch.Place;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * On which days the lake's gold is not what its silver gives. A run tells of each table and day
 * when its gold begins to be behind and when it is so no more, and at an interval that all of this
 * is told, from when all has come that silver held.
 *
 * <p>What is told comes with the silver that it follows from, or a checkpoint before or after it.
 * So a day that changes is behind until it was said in two later epochs that all is told; and what
 * others have left is so until it is said for the first time.
 */
final class GoldInLake {
  /** In how many epochs since a day has changed it must be said that all is told. */
  private static final int SURE = 2;

  /** How many epochs late something may come that was told earlier. */
  private static final int MEMORY = 16;

  private final LocalDate began;
  private final Set<LocalDate> left;
  private final Map<String, Place> places;
  private final Map<String, Integer> changed;
  private boolean isTold;

  private GoldInLake(
      LocalDate began,
      Set<LocalDate> left,
      Map<String, Place> places,
      Map<String, Integer> changed,
      boolean isTold) {
    this.began = began;
    this.left = isTold ? Set.of() : Set.copyOf(left);
    this.places = new TreeMap<>(places);
    this.changed = new TreeMap<>(changed);
    this.isTold = isTold;
  }

  /**
   * When a run begins.
   *
   * @param left the days that others have left behind
   */
  static GoldInLake when(Began run, Set<LocalDate> left) {
    return new GoldInLake(Epoch.dayOfNone(run.startedAt()), left, Map.of(), Map.of(), false);
  }

  /** As this epoch of the run has left it. */
  static GoldInLake after(Epoch epoch) {
    return new GoldInLake(
        Epoch.dayOfNone(epoch.startedAt()),
        epoch.behind(),
        epoch.places(),
        epoch.changed(),
        epoch.isGoldTold());
  }

  /** Something of the day is published; of a table without days where there is none. */
  void change(LocalDate day) {
    changed.put((day == null ? began : day).toString(), 0);
  }

  /** Whether no later file of the table and day is published: a runner may change their order. */
  boolean isNew(GoldFile file) {
    Place known = places.get(WriteGold.place(file.table(), file.day()));
    return known == null || file.number() > known.file();
  }

  /**
   * Takes the parts of an epoch: of a table and day what was told last holds, even where it comes
   * before what was told earlier.
   *
   * @param sequence of the epoch
   */
  void take(List<? extends Record> parts, long sequence) {
    for (Record part : parts) {
      if (part instanceof GoldBehind told) {
        take(told.table(), told.day(), new Place(told.number(), 0, sequence));
      } else if (part instanceof GoldFile file) {
        take(file.table(), file.day(), new Place(0, file.number(), sequence));
      }
    }
    places
        .values()
        .removeIf(
            place -> !WriteGold.isBehind(place.behind()) && place.sequence() + MEMORY < sequence);
    if (parts.stream().anyMatch(GoldTold.class::isInstance)) {
      isTold = true;
      changed.replaceAll((day, times) -> times + 1);
      changed.values().removeIf(times -> times >= SURE);
    }
  }

  private void take(String table, LocalDate day, Place now) {
    places.merge(
        WriteGold.place(table, day),
        now,
        (known, more) ->
            new Place(
                Math.max(known.behind(), more.behind()),
                Math.max(known.file(), more.file()),
                more.sequence()));
  }

  /** These days. */
  Set<LocalDate> days() {
    Set<LocalDate> days = new TreeSet<>(isTold ? Set.of() : left);
    changed.keySet().forEach(day -> days.add(LocalDate.parse(day)));
    places.forEach(
        (place, told) -> {
          if (WriteGold.isBehind(told.behind())) {
            LocalDate day = WriteGold.day(place);
            days.add(day == null ? began : day);
          }
        });
    return days;
  }

  /** Whether nothing is to be learned from it that all is told. */
  boolean isSure() {
    return isTold && changed.isEmpty();
  }

  /** By table and day, what was told last. */
  Map<String, Place> places() {
    return places;
  }

  /** By day that changed, in how many epochs since it was said that all is told. */
  Map<String, Integer> changed() {
    return changed;
  }

  boolean isTold() {
    return isTold;
  }
}
