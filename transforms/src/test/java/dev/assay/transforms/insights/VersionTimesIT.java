package dev.assay.transforms.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.RowVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever a log says, in whatever order it comes: no version ends before it begins, one follows
 * the other, and a stream makes those of a bounded run. The logs here hold what no database would
 * write: clocks that go back, snapshots anywhere, also without a place in the log, as older runs
 * kept them, rows that move to keys that stand, changes of rows that are gone.
 */
class VersionTimesIT {
  private static final String TABLE = ChangeLogs.TABLE;
  private static final Operation[] OPERATIONS = {
    Operation.SNAPSHOT,
    Operation.CREATE,
    Operation.UPDATE,
    Operation.UPDATE,
    Operation.UPDATE,
    Operation.DELETE,
    Operation.TRUNCATE
  };

  private static final MovedRows MOVED = MovedRows.of(DebeziumMessages.TABLES);

  /** As silver has it: one change per row, place and operation. */
  private static List<ChangeEvent> chaos(Random random) {
    Map<String, ChangeEvent> log = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      Operation operation = OPERATIONS[random.nextInt(random.nextInt(4) == 0 ? 7 : 6)];
      int id = random.nextInt(3);
      long lsn = operation == Operation.SNAPSHOT ? random.nextInt(30) : 1 + random.nextInt(30);
      // A clock that is set back, by more and by less than those of two servers may differ.
      Instant at = Instant.ofEpochSecond(1_700_000_000 + lsn + random.nextInt(9) - 4);
      boolean isOfRow = operation != Operation.TRUNCATE;
      String key = isOfRow ? "[\"" + id + "\"]" : "[]";
      String before = random.nextInt(3) == 0 ? null : image(random.nextInt(3), random);
      boolean isWritten = isOfRow && operation != Operation.DELETE;
      log.putIfAbsent(
          key + lsn + operation,
          new ChangeEvent(
              TABLE,
              key,
              lsn,
              operation,
              at,
              null,
              isOfRow && operation != Operation.CREATE ? before : null,
              isWritten ? image(id, random) : null));
    }
    return new ArrayList<>(log.values());
  }

  private static String image(int id, Random random) {
    String product = random.nextInt(4) == 0 ? ChangeEvent.UNCHANGED : "Tea" + random.nextInt(2);
    return "{\"id\":%d,\"product\":\"%s\",\"purchase_date\":\"2026-01-05\",\"quantity\":%d}"
        .formatted(id, product, 1 + random.nextInt(2));
  }

  private static List<ChangeEvent> parts(Collection<ChangeEvent> log) {
    return log.stream().flatMap(event -> MOVED.changes(event).stream()).toList();
  }

  /** As a bounded run makes them. */
  private static Map<String, RowVersion> bounded(Collection<ChangeEvent> log) {
    Map<String, List<ChangeEvent>> rows = new HashMap<>();
    List<ChangeEvent> truncations = new ArrayList<>();
    for (ChangeEvent event : parts(log)) {
      if (event.isOfRow()) {
        rows.computeIfAbsent(event.rowKey(), r -> new ArrayList<>()).add(event);
      } else {
        truncations.add(event);
      }
    }
    Map<String, RowVersion> versions = new TreeMap<>();
    for (List<ChangeEvent> changes : rows.values()) {
      List<RowVersion> history = RowHistory.of(changes, truncations).versions();
      assertOneFollowsTheOther(history);
      history.forEach(version -> versions.put(ChangeLogs.place(version), version));
    }
    return versions;
  }

  private static void assertOneFollowsTheOther(List<RowVersion> history) {
    for (int i = 0; i < history.size(); i++) {
      RowVersion version = history.get(i);
      boolean isLast = i == history.size() - 1;
      assertThat(version.toString(), version.isCurrent(), is(version.validTo() == null));
      assertThat(version.toString(), !version.isCurrent() || isLast, is(true));
      assertThat(version.toString(), endsBeforeItBegins(version), is(false));
    }
  }

  private static boolean endsBeforeItBegins(RowVersion version) {
    return version.validTo() != null && version.validTo().isBefore(version.validFrom());
  }

  /** Whoever follows a stream: what he has of each version. */
  private static final class Follower {
    final Map<String, RowVersion> versions = new TreeMap<>();

    void hear(VersionChange change) {
      for (RowVersion version : new RowVersion[] {change.before(), change.after()}) {
        assertThat(
            String.valueOf(version), version != null && endsBeforeItBegins(version), is(false));
      }
      String place = ChangeLogs.place(change.version());
      if (change.after() == null) {
        versions.remove(place);
      } else {
        versions.put(place, change.after());
      }
    }
  }

  private static List<ChangeEvent> delivered(List<ChangeEvent> log, Random random) {
    List<ChangeEvent> deliveries = new ArrayList<>(log);
    log.stream().filter(event -> random.nextInt(3) == 0).forEach(deliveries::add);
    Collections.shuffle(deliveries, random);
    return deliveries;
  }

  @Test
  void no_version_ends_before_it_begins_and_a_stream_has_those_of_a_bounded_run() {
    int versions =
        IntStream.range(0, 2_000)
            .map(
                seed -> {
                  Random random = new Random(seed);
                  List<ChangeEvent> log = chaos(random);
                  Follower follower = new Follower();
                  RowLog rows = new RowLog(new RowsInMemory(), follower::hear);
                  parts(delivered(log, random)).forEach(event -> rows.take(event, false));
                  assertThat("seed " + seed, follower.versions, is(bounded(log)));
                  return follower.versions.size();
                })
            .sum();
    assertThat(versions, greaterThan(10_000));
  }

  @Test
  void nor_does_one_after_the_stream_was_restored_or_begun_anew() {
    for (int seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      List<ChangeEvent> log = chaos(random);
      List<ChangeEvent> deliveries = parts(delivered(log, random));
      int half = deliveries.size() / 2;
      RowsInMemory memory = new RowsInMemory();
      Follower follower = new Follower();
      RowLog rows = new RowLog(memory, follower::hear);
      deliveries.subList(0, half).forEach(event -> rows.take(event, false));
      RowLog lost = new RowLog(memory.copy(), follower::hear);
      deliveries.subList(half, deliveries.size()).forEach(event -> lost.take(event, false));
      List<ChangeEvent> again = new ArrayList<>(deliveries.subList(half, deliveries.size()));
      Collections.shuffle(again, random);
      again.forEach(event -> rows.take(event, false));
      Map<String, RowVersion> bounded = bounded(log);
      assertThat("restored, seed " + seed, follower.versions, is(bounded));

      RowLog anew = new RowLog(new RowsInMemory(), follower::hear);
      deliveries.forEach(event -> anew.fill(event, false));
      anew.tellAll();
      assertThat("begun anew, seed " + seed, follower.versions, is(bounded));
    }
  }

  @Test
  void nor_does_one_after_silver_has_lost_a_change() {
    for (int seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      List<ChangeEvent> log = chaos(random);
      Follower follower = new Follower();
      RowLog rows = new RowLog(new RowsInMemory(), follower::hear);
      parts(delivered(log, random)).forEach(event -> rows.take(event, false));
      Set<ChangeEvent> kept = new HashSet<>(log);
      for (ChangeEvent event : log) {
        if (random.nextInt(10) == 0 && isLosable(event, log)) {
          MOVED.changes(event).forEach(part -> rows.take(part, true));
          kept.remove(event);
        }
      }
      assertThat("seed " + seed, follower.versions, is(bounded(kept)));
    }
  }

  /** What ends the row of a former key may be said twice: by an update, and by a delete. */
  private static boolean isLosable(ChangeEvent event, List<ChangeEvent> log) {
    List<ChangeEvent> parts = MOVED.changes(event);
    return log.stream()
        .filter(other -> !other.equals(event))
        .noneMatch(other -> MOVED.changes(other).stream().anyMatch(parts::contains));
  }
}
