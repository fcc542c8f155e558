package dev.assay.transforms.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.schemas.Origin;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.CheckingAccount;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.PurchaseTrend;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.Change;
import dev.assay.transforms.Outputs;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The versions that a stream tells of, on the DirectRunner, and the rows that come of them. */
class FollowRowsTest {
  private static final int SHARDS = 4;
  private static final Instant AT = Instant.parse("2026-01-05T10:00:00Z");

  private Outputs<Rows<Change<RowVersion>>> changes;
  private Outputs<Rows<Change<PurchaseTrend>>> purchases;
  private Outputs<Rows<Change<CheckingAccount>>> accounts;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shuffled_stream_ends_at_the_versions_that_a_bounded_run_makes(long seed) {
    ChangeLogs source = ChangeLogs.random(seed, 150);
    List<ChangeEvent> log = typed(source);
    Random random = new Random(seed);
    List<Change<ChangeEvent>> deliveries = deliveries(log, random);
    follow(bundles(deliveries, random));
    Map<String, RowVersion> written = new TreeMap<>();
    source.versions.values().stream()
        .map(FollowRowsTest::typed)
        .forEach(version -> written.put(ChangeLogs.place(version), version));
    assertThat(followed(), is(written));
    assertThat(made(log, random), containsInAnyOrder(written.values().toArray()));
    assertThat(sums(purchases), is(rowsOf(written.values())));
    assertThat(accounts.list(), hasSize(0));
  }

  @Test
  void truncation_ends_the_rows_of_every_shard_whenever_it_comes() {
    List<ChangeEvent> creates = new ArrayList<>();
    for (int id = 0; id < 32; id++) {
      creates.add(event("[\"" + id + "\"]", 10 + id, Operation.CREATE, image(id, "Lamp", 1)));
    }
    Set<Integer> shards = new HashSet<>();
    creates.forEach(event -> shards.add(FollowRows.shard(event, SHARDS)));
    assertThat(shards, hasSize(SHARDS));
    ChangeEvent truncation = event("[]", 100, Operation.TRUNCATE, null);
    ChangeEvent again = event("[\"7\"]", 101, Operation.CREATE, image(7, "Lamp", 2));
    List<ChangeEvent> half = creates.subList(0, 16);
    List<ChangeEvent> rest = creates.subList(16, 32);
    follow(List.of(gained(half), gained(List.of(truncation, again)), gained(rest)));
    Map<String, RowVersion> versions = followed();
    assertThat(versions.size(), is(33));
    assertThat(
        versions.values().stream().filter(RowVersion::isCurrent).map(RowVersion::lsn).toList(),
        is(List.of(101L)));
    assertThat(
        versions.values().stream()
            .filter(version -> !version.isCurrent())
            .allMatch(version -> version.validTo().equals(truncation.changedAt())),
        is(true));
    assertThat(sums(purchases), is(Map.of(new PurchaseTrend(7, "Lamp", 2, day()), 1)));
  }

  @Test
  void change_of_a_row_takes_the_row_before_back_and_gives_the_one_after() {
    ChangeEvent create = event("[\"1\"]", 10, Operation.CREATE, image(1, "Lamp", 1));
    ChangeEvent update = event("[\"1\"]", 20, Operation.UPDATE, image(1, "Lamp", 5));
    ChangeEvent same = event("[\"1\"]", 30, Operation.UPDATE, image(1, "Lamp", 5));
    ChangeEvent earlier = event("[\"1\"]", 15, Operation.UPDATE, image(1, "Lamp", 3));
    ChangeEvent delete = event("[\"1\"]", 40, Operation.DELETE, null);
    follow(
        List.of(
            gained(List.of(create)),
            gained(List.of(update)),
            gained(List.of(same)),
            gained(List.of(earlier)),
            gained(List.of(delete))));
    assertThat(
        Outputs.flat(purchases).stream()
            .map(change -> change.kind() + " " + change.refined().row().quantity())
            .toList(),
        is(List.of("GAINED 1", "LOST 1", "GAINED 5", "GAINED 3", "LOST 3", "LOST 5")));
  }

  @Test
  void change_that_silver_loses_is_taken_back_in_rows_and_versions() {
    ChangeEvent create = event("[\"1\"]", 10, Operation.CREATE, image(1, "Lamp", 1));
    ChangeEvent wrong = event("[\"1\"]", 20, Operation.UPDATE, image(1, "Lamp", 9));
    follow(
        List.of(
            gained(List.of(create, wrong)),
            List.of(new Change<>(Change.Kind.LOST, refined(wrong)))));
    assertThat(
        followed().values().stream().map(v -> v.lsn() + " " + v.isCurrent()).toList(),
        is(List.of("10 true")));
    assertThat(sums(purchases), is(Map.of(new PurchaseTrend(1, "Lamp", 1, day()), 1)));
  }

  @Test
  void nothing_is_told_of_a_row_before_all_that_silver_held_has_come() {
    ChangeEvent create = event("[\"1\"]", 10, Operation.CREATE, image(1, "Lamp", 1));
    ChangeEvent update = event("[\"1\"]", 20, Operation.UPDATE, image(1, "Lamp", 5));
    ChangeEvent delete = event("[\"1\"]", 40, Operation.DELETE, null);
    follow(
        List.of(gained(List.of(delete)), gained(List.of(update)), gained(List.of(create))),
        List.of());
    assertThat(
        Outputs.flat(changes).stream()
            .map(
                c -> c.kind() + " " + c.refined().row().lsn() + " " + c.refined().row().isCurrent())
            .toList(),
        is(
            List.of(
                "GAINED 10 true",
                "LOST 10 true",
                "GAINED 10 false",
                "GAINED 20 true",
                "LOST 20 true",
                "GAINED 20 false")));
  }

  @Test
  void row_that_is_gone_is_given_and_taken_back_so_that_gold_of_a_lost_run_hears_of_it() {
    ChangeEvent create = event("[\"1\"]", 10, Operation.CREATE, image(1, "Lamp", 1));
    ChangeEvent rename = event("[\"1\"]", 20, Operation.UPDATE, image(1, "Chair", 1));
    follow(List.of(gained(List.of(create, rename))), List.of());
    assertThat(
        Outputs.flat(purchases).stream()
            .map(change -> change.kind() + " " + change.refined().row().product())
            .toList(),
        is(List.of("GAINED Lamp", "LOST Lamp", "GAINED Chair")));
  }

  @Test
  void what_is_of_no_row_is_passed_over() {
    ChangeEvent heartbeat = event("[\"hash\"]", 0, Operation.HEARTBEAT, null);
    ChangeEvent message = event("[\"audit\"]", 5, Operation.MESSAGE, null);
    ChangeEvent create = event("[\"1\"]", 10, Operation.CREATE, image(1, "Lamp", 1));
    follow(List.of(gained(List.of(heartbeat, message, create))));
    assertThat(followed().size(), is(1));
    assertThat(made(List.of(heartbeat, message, create), new Random(1)), hasSize(1));
  }

  /** Runs the stream, a bundle after the other, all of them new. */
  private void follow(List<List<Change<ChangeEvent>>> bundles) {
    follow(List.of(), bundles);
  }

  /** Likewise, where silver held the first when the stream began. */
  private void follow(
      List<List<Change<ChangeEvent>>> held, List<List<Change<ChangeEvent>>> bundles) {
    TestStream.Builder<Rows<Change<ChangeEvent>>> events =
        TestStream.create(Rows.coder(Change.coder(ChangeEvent.TABLE)));
    for (List<Change<ChangeEvent>> bundle : held) {
      events =
          events.addElements(
              TimestampedValue.of(new Rows<>(bundle), BoundedWindow.TIMESTAMP_MIN_VALUE));
    }
    events = events.advanceWatermarkTo(new org.joda.time.Instant(0));
    for (List<Change<ChangeEvent>> bundle : bundles) {
      events = events.addElements(new Rows<>(bundle));
    }
    Pipeline p = pipeline();
    PCollection<Rows<Change<RowVersion>>> versions =
        p.apply("Changes", events.advanceWatermarkToInfinity())
            .apply("Follow rows", FollowRows.of(DebeziumMessages.TABLES, SHARDS));
    changes = Outputs.of(versions);
    purchases = Outputs.of(RowsOf.table(PurchaseTrend.TABLE).changes(versions));
    accounts = Outputs.of(RowsOf.table(CheckingAccount.TABLE).changes(versions));
    p.run().waitUntilFinish();
  }

  /** The versions in the end, of whoever follows; what is taken back for safety was not there. */
  private Map<String, RowVersion> followed() {
    Map<String, RowVersion> followed = new TreeMap<>();
    for (Change<RowVersion> change : Outputs.flat(changes)) {
      RowVersion version = change.refined().row();
      String place = ChangeLogs.place(version);
      if (change.kind() == Change.Kind.GAINED) {
        assertThat(followed.put(place, version), nullValue());
      } else if (followed.containsKey(place)) {
        assertThat(followed.remove(place), is(version));
      }
    }
    return followed;
  }

  /** The versions that a bounded run makes, which also gives the same rows. */
  private static List<RowVersion> made(List<ChangeEvent> log, Random random) {
    List<Rows<Refined<ChangeEvent>>> rows = new ArrayList<>();
    for (List<Change<ChangeEvent>> bundle : bundles(deliveries(log, random), random)) {
      rows.add(new Rows<>(bundle.stream().map(Change::refined).toList()));
    }
    Pipeline p = pipeline();
    PCollection<Rows<RowVersion>> versions =
        p.apply("Events", Create.of(rows).withCoder(Rows.coder(Refined.coder(ChangeEvent.TABLE))))
            .apply(MakeVersions.of(DebeziumMessages.TABLES, SHARDS));
    Outputs<Rows<RowVersion>> made = Outputs.of(versions);
    Outputs<Rows<Refined<PurchaseTrend>>> current =
        Outputs.of(RowsOf.table(PurchaseTrend.TABLE).current(versions));
    p.run().waitUntilFinish();
    assertThat(
        Outputs.flat(current).stream().map(Refined::row).toList(),
        containsInAnyOrder(rowsOf(Outputs.flat(made)).keySet().toArray()));
    return Outputs.flat(made);
  }

  /** How often each row stands, when all that was gained and lost is added up, in order. */
  private static <T extends Record> Map<T, Integer> sums(Outputs<Rows<Change<T>>> changes) {
    Map<T, Integer> sums = new HashMap<>();
    for (Change<T> change : Outputs.flat(changes)) {
      int one = change.kind() == Change.Kind.LOST ? -1 : 1;
      int now = sums.merge(change.refined().row(), one, Integer::sum);
      assertThat("before it is lost a row is gained", now, greaterThan(-1));
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }

  private static Map<PurchaseTrend, Integer> rowsOf(Collection<RowVersion> versions) {
    Map<PurchaseTrend, Integer> rows = new HashMap<>();
    RowsOf<PurchaseTrend> purchases = RowsOf.table(PurchaseTrend.TABLE);
    versions.stream()
        .filter(RowVersion::isCurrent)
        .forEach(version -> rows.merge(purchases.row(version).orElseThrow(), 1, Integer::sum));
    return rows;
  }

  /** The log in any order, a third of it twice, as silver may give it after a restart. */
  private static List<Change<ChangeEvent>> deliveries(List<ChangeEvent> log, Random random) {
    List<ChangeEvent> all = new ArrayList<>(log);
    log.stream().filter(event -> random.nextInt(3) == 0).forEach(all::add);
    Collections.shuffle(all, random);
    List<Change<ChangeEvent>> changes = new ArrayList<>();
    for (ChangeEvent event : all) {
      Change.Kind kind = random.nextInt(4) == 0 ? Change.Kind.HELD : Change.Kind.GAINED;
      changes.add(new Change<>(kind, refined(event)));
    }
    return changes;
  }

  private static List<List<Change<ChangeEvent>>> bundles(
      List<Change<ChangeEvent>> changes, Random random) {
    List<List<Change<ChangeEvent>>> bundles = new ArrayList<>();
    for (int i = 0; i < changes.size(); ) {
      int next = Math.min(changes.size(), i + 1 + random.nextInt(25));
      bundles.add(List.copyOf(changes.subList(i, next)));
      i = next;
    }
    return bundles;
  }

  private static List<Change<ChangeEvent>> gained(List<ChangeEvent> events) {
    return events.stream().map(e -> new Change<>(Change.Kind.GAINED, refined(e))).toList();
  }

  private static Refined<ChangeEvent> refined(ChangeEvent event) {
    return new Refined<>(event, new Origin("topic", event.lsn(), null, "r1", "hash"));
  }

  private static ChangeEvent event(String key, long lsn, Operation operation, String after) {
    Table<PurchaseTrend> table = PurchaseTrend.TABLE;
    Instant at = AT.plusSeconds(lsn);
    return new ChangeEvent(table.name(), key, lsn, operation, at, null, null, after);
  }

  private static String image(int id, String product, int quantity) {
    return "{\"id\":%d,\"product\":\"%s\",\"purchase_date\":\"2026-01-05\",\"quantity\":%d}"
        .formatted(id, product, quantity);
  }

  private static LocalDate day() {
    return LocalDate.parse("2026-01-05");
  }

  /** The log with images that are whole rows of the table. */
  private static List<ChangeEvent> typed(ChangeLogs source) {
    return source.log.stream()
        .map(
            e ->
                new ChangeEvent(
                    e.changedTable(),
                    e.rowKey(),
                    e.lsn(),
                    e.operation(),
                    e.changedAt(),
                    e.transactionId(),
                    typed(e.rowKey(), e.before()),
                    typed(e.rowKey(), e.after())))
        .toList();
  }

  private static RowVersion typed(RowVersion v) {
    return new RowVersion(
        v.changedTable(),
        v.rowKey(),
        v.lsn(),
        v.validFrom(),
        v.validTo(),
        v.isCurrent(),
        typed(v.rowKey(), v.image()));
  }

  private static String typed(String key, String image) {
    if (image == null) {
      return null;
    }
    String id = key.substring(2, key.length() - 2);
    return image
        .replace("{\"product\"", "{\"id\":" + id + ",\"product\"")
        .replace(",\"quantity\"", ",\"purchase_date\":\"2026-01-05\",\"quantity\"");
  }

  private static Pipeline pipeline() {
    return Pipeline.create(PipelineOptionsFactory.fromArgs("--targetParallelism=2").create());
  }
}
