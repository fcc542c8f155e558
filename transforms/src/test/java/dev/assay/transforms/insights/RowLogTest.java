package dev.assay.transforms.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.RowVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowLogTest {
  /** What whoever follows the changes has in the end. */
  private final Map<String, RowVersion> followed = new TreeMap<>();

  private final RowLog rows = new RowLog(new InMemory());

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
    IntStream.range(0, 300).forEach(RowLogTest::shuffledEqualsOrdered);
  }

  private static void shuffledEqualsOrdered(int seed) {
    ChangeLogs source = ChangeLogs.random(seed, 120);
    RowLogTest follower = new RowLogTest();
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
    for (VersionChange change : rows.changes()) {
      String place = ChangeLogs.place(change.version());
      assertThat(followed.get(place), is(change.before()));
      if (change.after() == null) {
        followed.remove(place);
      } else {
        followed.put(place, change.after());
      }
    }
  }

  private static final class InMemory implements RowLog.Memory {
    private final Map<RowLog.Place, List<ChangeEvent>> changes = new HashMap<>();
    private final Map<String, List<ChangeEvent>> truncations = new HashMap<>();

    @Override
    public List<ChangeEvent> changes(RowLog.Place row) {
      return changes.getOrDefault(row, List.of());
    }

    @Override
    public void keep(RowLog.Place row, List<ChangeEvent> now) {
      changes.put(row, now);
    }

    @Override
    public List<ChangeEvent> truncations(String table) {
      return truncations.getOrDefault(table, List.of());
    }

    @Override
    public void keepTruncations(String table, List<ChangeEvent> now) {
      truncations.put(table, now);
    }

    @Override
    public List<RowLog.Place> rows(String table) {
      return changes.keySet().stream().filter(row -> row.table().equals(table)).toList();
    }
  }
}
