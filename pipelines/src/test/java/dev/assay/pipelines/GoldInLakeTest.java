package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.GoldBehind;
import dev.assay.pipelines.EpochPart.GoldFile;
import dev.assay.pipelines.EpochPart.GoldTold;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoldInLakeTest {
  private static final LocalDate DAY = LocalDate.parse("2026-01-05");
  private static final LocalDate NEXT = LocalDate.parse("2026-01-06");
  private static final LocalDate BEGAN = LocalDate.parse("2026-02-01");
  private static final Began RUN = new Began(1, "r1", BEGAN + "T10:00:00Z");

  private static final GoldTold ALL = new GoldTold();

  private final GoldInLake gold = GoldInLake.when(RUN, Set.of(DAY));
  private long sequence;

  private static GoldBehind told(LocalDate day, long number) {
    return new GoldBehind("volumes", day, number);
  }

  private void take(List<? extends Record> parts) {
    gold.take(parts, ++sequence);
  }

  @Test
  void what_comes_epochs_late_is_known_and_places_are_forgotten_in_the_end() {
    take(List.of(ALL, told(DAY, 2), file(7)));
    take(List.of(told(DAY, 1)));
    assertThat(gold.days(), is(empty()));
    assertThat(gold.isNew(file(6)), is(false));
    assertThat(gold.isNew(file(8)), is(true));
    for (int i = 0; i < 20; i++) {
      take(List.of(told(NEXT, 1)));
    }
    assertThat(gold.places().keySet(), contains("volumes " + NEXT));
  }

  private static GoldFile file(long number) {
    return new GoldFile("id " + number, "volumes", DAY, number, null, 0, 0, null);
  }

  @Test
  void until_a_run_says_that_all_is_told_what_was_left_is_behind() {
    take(List.of(told(DAY, 1), told(DAY, 2)));
    assertThat(gold.days(), contains(DAY));
    take(List.of(ALL, told(NEXT, 1)));
    assertThat(gold.days(), contains(NEXT));
  }

  @Test
  void a_day_that_changes_is_behind_until_it_was_said_twice_that_all_is_told() {
    take(List.of(ALL));
    gold.change(DAY);
    assertThat(gold.isSure(), is(false));
    take(List.of(ALL, ALL));
    assertThat(gold.days(), contains(DAY));
    gold.change(DAY);
    take(List.of(ALL));
    assertThat(gold.days(), contains(DAY));
    take(List.of(ALL));
    assertThat(gold.days(), is(empty()));
    assertThat(gold.isSure(), is(true));
  }

  @Test
  void a_day_is_behind_while_one_of_its_tables_is() {
    take(List.of(ALL, told(DAY, 1), new GoldBehind("ranks", DAY, 1)));
    take(List.of(told(DAY, 2)));
    take(List.of(ALL));
    assertThat(gold.days(), contains(DAY));
    take(List.of(new GoldBehind("ranks", DAY, 2)));
    assertThat(gold.days(), is(empty()));
  }

  @Test
  void of_what_comes_again_in_whatever_order_the_last_that_was_told_holds() {
    take(List.of(ALL, told(DAY, 2), told(DAY, 1)));
    assertThat(gold.days(), is(empty()));
    take(List.of(told(DAY, 3)));
    take(List.of(told(DAY, 2), told(DAY, 1)));
    assertThat(gold.days(), contains(DAY));
  }

  @Test
  void gold_without_days_is_behind_on_the_day_on_which_the_run_began() {
    take(List.of(ALL, told(null, 1)));
    assertThat(gold.days(), contains(BEGAN));
    take(List.of(told(null, 2)));
    assertThat(gold.days(), is(empty()));
  }
}
