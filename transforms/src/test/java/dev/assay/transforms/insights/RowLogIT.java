package dev.assay.transforms.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.RowVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowLogIT {
  /** What whoever follows the changes has in the end. */
  private final Map<String, RowVersion> followed = new TreeMap<>();

  private final List<VersionChange> told = new ArrayList<>();
  private final RowLog rows = new RowLog(new RowsInMemory(), told::add);

  @Test
  void log_in_order_gives_the_versions_as_they_were_written() {
    ChangeLogs source = ChangeLogs.random(1, 2_000);
    source.log.forEach(event -> take(List.of(event)));
    assertThat(followed, is(source.versions));
    for (Operation operation :
        List.of(
            Operation.SNAPSHOT,
            Operation.CREATE,
            Operation.UPDATE,
            Operation.DELETE,
            Operation.TRUNCATE)) {
      assertThat(
          source.log.stream().filter(e -> e.operation() == operation).count(), greaterThan(0L));
    }
  }

  @Test
  void log_in_any_order_and_with_repetitions_gives_the_same_versions() {
    IntStream.range(0, 300).forEach(RowLogIT::shuffledEqualsOrdered);
  }

  private static void shuffledEqualsOrdered(int seed) {
    ChangeLogs source = ChangeLogs.random(seed, 120);
    RowLogIT follower = new RowLogIT();
    Random random = new Random(seed);
    List<ChangeEvent> log = new ArrayList<>(source.log);
    for (int i = 0; i < source.log.size() / 3; i++) {
      log.add(source.log.get(random.nextInt(source.log.size())));
    }
    Collections.shuffle(log, random);
    for (int i = 0; i < log.size(); ) {
      int next = Math.min(log.size(), i + 1 + random.nextInt(7));
      follower.take(log.subList(i, next));
      i = next;
    }
    assertThat("seed " + seed, follower.followed, is(source.versions));
  }

  @Test
  void change_at_the_position_of_the_snapshot_comes_after_what_the_snapshot_saw() {
    take(List.of(event(100, Operation.SNAPSHOT, 1), event(100, Operation.UPDATE, 2)));
    assertThat(
        followed.values().stream().map(v -> v.lsn() + " " + v.isCurrent() + v.image()).toList(),
        is(List.of("100 true{\"quantity\":2}")));
  }

  @Test
  void snapshot_after_changes_that_were_never_told_says_what_stands() {
    ChangeEvent update = event(100, Operation.UPDATE, 2, "{\"quantity\":1}");
    take(List.of(event(90, Operation.CREATE, 1), update, event(200, Operation.SNAPSHOT, 1)));
    assertThat(
        followed.values().stream().map(v -> v.lsn() + " " + v.isCurrent() + v.image()).toList(),
        is(
            List.of(
                "100 false{\"quantity\":2}",
                "200 true{\"quantity\":1}",
                "90 false{\"quantity\":1}")));
  }

  @Test
  void whoever_was_told_otherwise_hears_of_everything_that_is_not_so() {
    IntStream.range(0, 100).forEach(RowLogIT::toldAnewEqualsOrdered);
  }

  /** A run is told of a part, its state is lost, and another begins with all. */
  private static void toldAnewEqualsOrdered(int seed) {
    ChangeLogs source = ChangeLogs.random(seed, 120);
    List<ChangeEvent> log = new ArrayList<>(source.log);
    Collections.shuffle(log, new Random(seed));
    RowLogIT former = new RowLogIT();
    former.take(log.subList(0, log.size() / 2));
    RowLogIT next = new RowLogIT();
    log.forEach(event -> next.rows.fill(event, false));
    log.subList(0, 5).forEach(event -> next.rows.fill(event, false));
    next.rows.tellAll();
    for (VersionChange change : next.told) {
      String place = ChangeLogs.place(change.version());
      if (change.after() == null) {
        former.followed.remove(place);
      } else {
        former.followed.put(place, change.after());
      }
    }
    assertThat("seed " + seed, former.followed, is(source.versions));
  }

  @Test
  void rows_are_told_as_they_were_so_that_what_was_made_of_them_can_be_taken_back() {
    rows.fill(event(20, Operation.UPDATE, 2), false);
    rows.fill(event(10, Operation.CREATE, 1), false);
    rows.fill(event(30, Operation.DELETE, 0), false);
    rows.tellAll();
    assertThat(
        told.stream()
            .map(c -> c.version().lsn() + " " + isCurrent(c.before()) + isCurrent(c.after()))
            .toList(),
        is(List.of("10 falsetrue", "10 truefalse", "20 falsetrue", "20 truefalse")));
  }

  private static boolean isCurrent(RowVersion version) {
    return version != null && version.isCurrent();
  }

  /** What stands outside, which no checkpoint takes back: versions, and how many rows say what. */
  private static final class Outside {
    private final Map<String, RowVersion> versions = new TreeMap<>();
    private final Map<String, Integer> gold = new TreeMap<>();

    /** Versions are written as they are told, and each sum that they touch is stated anew. */
    void hear(VersionChange change, Map<String, Integer> sums) {
      String place = ChangeLogs.place(change.version());
      if (change.after() == null) {
        versions.remove(place);
      } else {
        versions.put(place, change.after());
      }
      if (isCurrent(change.before())) {
        state(change.before().image(), -1, sums);
      }
      if (isCurrent(change.after())) {
        state(change.after().image(), 1, sums);
      }
    }

    private void state(String image, int rows, Map<String, Integer> sums) {
      int sum = sums.merge(image, rows, Integer::sum);
      if (sum == 0) {
        gold.remove(image);
      } else {
        gold.put(image, sum);
      }
    }
  }

  @Test
  void what_was_told_after_the_last_checkpoint_is_set_right_in_whatever_order_changes_come_again() {
    IntStream.range(0, 1_000).forEach(RowLogIT::restoredEqualsOrdered);
  }

  private static void restoredEqualsOrdered(int seed) {
    ChangeLogs source = ChangeLogs.whole(seed, 120);
    Random random = new Random(seed);
    List<ChangeEvent> log = new ArrayList<>(source.log);
    Collections.shuffle(log, random);
    int half = log.size() / 2;
    RowsInMemory memory = new RowsInMemory();
    Map<String, Integer> sums = new HashMap<>();
    Outside outside = new Outside();
    RowLog before = new RowLog(memory, change -> outside.hear(change, sums));
    log.subList(0, half).forEach(event -> before.take(event, false));

    Map<String, Integer> lostSums = new HashMap<>(sums);
    RowLog lost = new RowLog(memory.copy(), change -> outside.hear(change, lostSums));
    log.subList(half, log.size() - 5).forEach(event -> lost.take(event, false));

    List<ChangeEvent> again = new ArrayList<>(log.subList(half, log.size()));
    Collections.shuffle(again, random);
    again.forEach(event -> before.take(event, false));
    assertThat("seed " + seed, outside.versions, is(source.versions));
    Map<String, Integer> expected = new TreeMap<>();
    source.versions.values().stream()
        .filter(RowVersion::isCurrent)
        .forEach(version -> expected.merge(version.image(), 1, Integer::sum));
    assertThat("seed " + seed, outside.gold, is(expected));
  }

  private static ChangeEvent event(long lsn, Operation operation, int quantity) {
    return event(lsn, operation, quantity, null);
  }

  private static ChangeEvent event(long lsn, Operation operation, int quantity, String before) {
    String after = operation == Operation.DELETE ? null : "{\"quantity\":" + quantity + "}";
    Instant at = Instant.ofEpochSecond(lsn);
    return new ChangeEvent(ChangeLogs.TABLE, "[\"1\"]", lsn, operation, at, null, before, after);
  }

  @Test
  void change_that_silver_loses_leaves_no_trace() {
    ChangeLogs source = ChangeLogs.random(5, 200);
    ChangeEvent wrong =
        new ChangeEvent(
            ChangeLogs.TABLE,
            source.log.get(0).rowKey(),
            source.log.get(source.log.size() / 2).lsn() + 1,
            Operation.UPDATE,
            source.log.get(0).changedAt(),
            null,
            null,
            "{\"product\":\"wrong\",\"quantity\":1}");
    take(source.log);
    take(List.of(wrong));
    rows.take(wrong, true);
    follow();
    assertThat(followed, is(source.versions));
  }

  private void take(List<ChangeEvent> events) {
    events.forEach(event -> rows.take(event, false));
    follow();
  }

  private void follow() {
    for (VersionChange change : told) {
      String place = ChangeLogs.place(change.version());
      boolean isForSafety = change.after() == null && !followed.containsKey(place);
      assertThat(followed.get(place), is(isForSafety ? null : change.before()));
      if (change.after() == null) {
        followed.remove(place);
      } else {
        followed.put(place, change.after());
      }
    }
    told.clear();
  }
}
