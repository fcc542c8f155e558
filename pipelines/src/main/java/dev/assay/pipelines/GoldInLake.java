package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.GoldBegun;
import dev.assay.pipelines.EpochPart.GoldBehind;
import dev.assay.pipelines.books.Epoch;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * On which days the lake's gold is not what its silver gives. A run tells of each table and day
 * when its gold begins to be behind and when it is so no more, from when all has come that silver
 * held; until then every day is behind that changes, and every one that was left so.
 */
final class GoldInLake {
  private final LocalDate began;
  private final Set<LocalDate> days;
  private final Map<String, Long> behind;
  private boolean isTold;

  private GoldInLake(LocalDate began, Set<LocalDate> days, Map<String, Long> behind, boolean told) {
    this.began = began;
    this.days = new TreeSet<>(days);
    this.behind = new TreeMap<>(behind);
    this.isTold = told;
  }

  /**
   * When a run begins.
   *
   * @param left the days that others have left behind
   */
  static GoldInLake when(Began run, Set<LocalDate> left) {
    return new GoldInLake(dayOf(run.startedAt()), left, Map.of(), false);
  }

  /** As this epoch of the run has left it. */
  static GoldInLake after(Epoch epoch) {
    return new GoldInLake(
        dayOf(epoch.startedAt()), epoch.behind(), epoch.goldBehind(), epoch.isGoldTold());
  }

  /** Of a table without days, gold is behind as such: any day makes a run compute it. */
  private static LocalDate dayOf(String startedAt) {
    return LocalDate.ofInstant(Instant.parse(startedAt), ZoneOffset.UTC);
  }

  /** Something of the day is published; of a table without days where there is none. */
  void change(LocalDate day) {
    if (!isTold) {
      days.add(day == null ? began : day);
    }
  }

  /** Parts of one checkpoint, or of several: of a table and day the greatest number holds. */
  void take(Iterable<? extends Record> parts) {
    for (Record part : parts) {
      if (part instanceof GoldBehind told) {
        behind.merge(WriteGold.place(told.table(), told.day()), told.number(), Math::max);
      }
      isTold |= part instanceof GoldBegun;
    }
    behind.values().removeIf(number -> !WriteGold.isBehind(number));
    if (isTold) {
      days.clear();
    }
    behind.keySet().forEach(place -> days.add(dayOrBegan(place)));
  }

  private LocalDate dayOrBegan(String place) {
    LocalDate day = WriteGold.day(place);
    return day == null ? began : day;
  }

  /** These days. */
  Set<LocalDate> days() {
    return days;
  }

  /** By table and day what is behind, with the number by which that was told. */
  Map<String, Long> behind() {
    return behind;
  }

  boolean isTold() {
    return isTold;
  }
}
