package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.GoldWritten;
import dev.assay.pipelines.books.Epoch;
import dev.assay.pipelines.books.Epoch.Following;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The days of which it is not sure that the lake's gold is what its silver gives. A day is one from
 * when something of it is published until the lake's gold has taken it in, which is known by two
 * times that a stream tells of gold, one after the other.
 *
 * <p>What is told at some time, and is published, lies before a checkpoint that has passed all
 * steps since. So when the first such time is published, all that silver had when the day changed
 * is stated, and has come to where the lake's gold is written; and when one is published that is
 * later than that, the lake has it.
 */
final class BehindDays {
  private final Set<LocalDate> days;
  private final Map<String, Following> following;

  /**
   * As an epoch has left them.
   *
   * @param days those that are behind
   * @param following what their own run knows of them; of other days, nothing is known
   */
  BehindDays(Set<LocalDate> days, Map<String, Following> following) {
    this.days = new TreeSet<>(days);
    this.following = new TreeMap<>(following);
  }

  Set<LocalDate> days() {
    return days;
  }

  Map<String, Following> following() {
    return following;
  }

  /**
   * Something of the day is published.
   *
   * @param now in milliseconds
   */
  void changed(LocalDate day, long now) {
    days.add(day);
    following.put(day.toString(), new Following(now, null));
  }

  /**
   * The lake's gold is written up to some time.
   *
   * @param now in milliseconds
   */
  void written(GoldWritten time, long now) {
    for (LocalDate day : Set.copyOf(days)) {
      Following known = following.get(day.toString());
      if (known == null) {
        // Left by another run: this one has begun to state it by now.
        following.put(day.toString(), new Following(now, null));
      } else if (known.stated() == null && time.of() >= known.changed()) {
        following.put(day.toString(), new Following(known.changed(), now));
      } else if (known.stated() != null && time.at() > known.stated()) {
        days.remove(day);
        following.remove(day.toString());
      }
    }
  }

  /** Those that the last epoch left, for the next one of this run. */
  static BehindDays after(Epoch last) {
    return new BehindDays(last.behind(), last.following());
  }
}
