package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.EpochPart.GoldWritten;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Times are in seconds; gold is stated within 2. */
class BehindDaysTest {
  private static final LocalDate DAY = LocalDate.parse("2026-01-05");
  private static final LocalDate NEXT = LocalDate.parse("2026-01-06");

  private BehindDays behind = new BehindDays(Set.of(), Map.of());

  private void changed(LocalDate day, long now) {
    behind.changed(day, now * 1000);
  }

  /** That gold was written at some time is published later. */
  private void written(long at, long now) {
    behind.written(new GoldWritten(at * 1000, (at - 2) * 1000), now * 1000);
  }

  @Test
  void gold_has_taken_a_day_in_when_it_was_written_since_it_was_known_to_be_stated() {
    changed(DAY, 100);
    written(102, 110);
    assertThat(behind.days(), contains(DAY));
    written(132, 140);
    assertThat(behind.days(), is(empty()));
    assertThat(behind.following(), is(Map.of()));
  }

  @Test
  void what_was_told_before_the_day_changed_says_nothing_of_it() {
    changed(DAY, 100);
    written(101, 110);
    written(101, 120);
    written(130, 140);
    assertThat(behind.days(), contains(DAY));
  }

  @Test
  void what_was_written_before_all_was_known_to_be_stated_may_lack_some_of_it() {
    changed(DAY, 100);
    written(102, 140);
    written(132, 150);
    assertThat(behind.days(), contains(DAY));
    written(162, 170);
    assertThat(behind.days(), is(empty()));
  }

  @Test
  void a_day_that_changes_again_begins_anew_and_others_do_not() {
    changed(DAY, 100);
    changed(NEXT, 100);
    written(102, 110);
    changed(DAY, 120);
    written(132, 140);
    assertThat(behind.days(), contains(DAY));
    written(162, 170);
    assertThat(behind.days(), is(empty()));
  }

  @Test
  void a_day_that_another_run_has_left_counts_from_when_this_one_begins_to_write() {
    behind = new BehindDays(Set.of(DAY), Map.of());
    written(100, 110);
    written(111, 115);
    assertThat(behind.days(), contains(DAY));
    written(120, 130);
    written(131, 140);
    assertThat(behind.days(), is(empty()));
  }
}
