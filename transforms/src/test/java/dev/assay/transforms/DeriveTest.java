package dev.assay.transforms;

import static dev.assay.transforms.Ledgers.booking;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.transforms.Ledgers.Balance;
import dev.assay.transforms.Ledgers.Booking;
import dev.assay.transforms.Ledgers.Mover;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derived tables on the DirectRunner, in a bounded run and as a stream. */
class DeriveTest {
  /** The rows of a day come in that day's window, some at a time. */
  private static PCollection<Rows<Booking>> rows(Pipeline p, List<Booking> all, Random random) {
    List<TimestampedValue<Rows<Booking>>> parts = new ArrayList<>();
    Map<Object, List<Booking>> days = new HashMap<>();
    all.forEach(row -> days.computeIfAbsent(Ledgers.day(row), d -> new ArrayList<>()).add(row));
    for (List<Booking> day : days.values()) {
      for (int from = 0; from < day.size(); ) {
        int to = Math.min(day.size(), from + 1 + random.nextInt(5));
        parts.add(
            TimestampedValue.of(new Rows<>(List.copyOf(day.subList(from, to))), time(day.get(0))));
        from = to;
      }
    }
    return p.apply(Create.timestamped(parts).withCoder(Rows.coder(RecordCoder.of(Booking.class))))
        .apply("Daily", Windows.daily());
  }

  private static Instant time(Booking row) {
    return new Instant(row.second().toEpochMilli());
  }

  private static List<Booking> bookings(Random random) {
    RowKey.Reader<Booking> keys = new RowKey.Reader<>(Booking.TABLE);
    Map<RowKey, Booking> byKey = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      Booking row = Ledgers.random(random);
      byKey.put(keys.of(row), row);
    }
    List<Booking> all = new ArrayList<>(byKey.values());
    Collections.shuffle(all, random);
    return all;
  }

  private static <G extends Record> void bounded(
      Derive<Booking, G> derive, int shards, List<Booking> all, Random random) {
    Pipeline p = Payloads.pipeline();
    Outputs<Rows<G>> out = Outputs.of(rows(p, all, random).apply(derive.bounded(shards)));
    p.run().waitUntilFinish();
    assertThat(Ledgers.texts(derive.into(), Outputs.flat(out)), is(Ledgers.expected(derive, all)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void a_bounded_run_derives_every_group_whole(int shards) {
    Random random = new Random(shards);
    List<Booking> all = bookings(random);
    for (Derive<Booking, ?> derive : Ledgers.ALL) {
      bounded(derive, shards, all, random);
    }
  }

  @Test
  void nothing_follows_from_nothing() {
    bounded(Ledgers.BALANCES, 3, List.of(), new Random(1));
  }

  /** A runner's cost is per shard and day, so a group is no key. */
  @Test
  void groups_of_a_shard_go_on_together() {
    List<Booking> all = new ArrayList<>();
    for (int second = 0; second < 3_000; second++) {
      all.add(booking("A", 0, second * 20, 1));
    }
    Pipeline p = Payloads.pipeline();
    Outputs<Rows<Mover>> out =
        Outputs.of(rows(p, all, new Random(1)).apply(Ledgers.MOVERS_BY_MINUTE.bounded(2)));
    p.run().waitUntilFinish();
    assertThat(Outputs.flat(out), hasSize(3_000));
    assertThat(out.list().size(), lessThanOrEqualTo(4));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void a_stream_ends_at_what_a_bounded_run_derives(long seed) {
    for (Derive<Booking, ?> derive : Ledgers.ALL) {
      streamed(derive, new Random(seed));
    }
  }

  private static <G extends Record> void streamed(Derive<Booking, G> derive, Random random) {
    RowKey.Reader<Booking> keys = new RowKey.Reader<>(Booking.TABLE);
    Map<RowKey, Restated<Booking>> newest = new HashMap<>();
    List<Restated<Booking>> deliveries = new ArrayList<>();
    for (int i = 1; i < 200; i++) {
      Restated<Booking> row = new Restated<>(Ledgers.random(random), random.nextInt(4) > 0, i);
      newest.put(keys.of(row.row()), row);
      deliveries.add(row);
      if (random.nextInt(4) == 0) {
        deliveries.add(row);
      }
    }
    Collections.shuffle(deliveries, random);
    List<G> rows = newestOf(derive, statements(derive, 1 + random.nextInt(4), deliveries, random));
    List<Booking> standing =
        newest.values().stream().filter(Restated::stands).map(Restated::row).toList();
    assertThat(Ledgers.texts(derive.into(), rows), is(Ledgers.expected(derive, standing)));
  }

  private static <G extends Record> List<Restated<G>> statements(
      Derive<Booking, G> derive, int shards, List<Restated<Booking>> deliveries, Random random) {
    TestStream.Builder<Rows<Restated<Booking>>> events =
        TestStream.create(Rows.coder(Restated.coder(Booking.TABLE)));
    Map<Object, List<Restated<Booking>>> open = new HashMap<>();
    for (Restated<Booking> each : deliveries) {
      List<Restated<Booking>> day =
          open.computeIfAbsent(Ledgers.day(each.row()), d -> new ArrayList<>());
      day.add(each);
      if (random.nextInt(4) == 0) {
        events = events.addElements(packet(open.remove(Ledgers.day(each.row()))));
      }
    }
    for (List<Restated<Booking>> day : open.values()) {
      events = events.addElements(packet(day));
    }
    Pipeline p = Payloads.pipeline();
    Outputs<Rows<Restated<G>>> out =
        Outputs.of(
            p.apply(events.advanceWatermarkToInfinity())
                .apply("Daily", Windows.dailyUntil(new Lateness(1)))
                .apply(derive.unbounded(shards)));
    p.run().waitUntilFinish();
    return Outputs.flat(out);
  }

  private static TimestampedValue<Rows<Restated<Booking>>> packet(List<Restated<Booking>> day) {
    return TimestampedValue.of(new Rows<>(List.copyOf(day)), time(day.get(0).row()));
  }

  private static <G extends Record> List<G> newestOf(
      Derive<Booking, G> derive, List<Restated<G>> statements) {
    RowKey.Reader<G> keys = new RowKey.Reader<>(derive.into());
    Map<RowKey, Restated<G>> newest = new HashMap<>();
    for (Restated<G> each : statements) {
      newest.merge(keys.of(each.row()), each, (a, b) -> a.number() > b.number() ? a : b);
    }
    return newest.values().stream().filter(Restated::stands).map(Restated::row).toList();
  }

  /** So often that the log of its state is written anew. */
  @Test
  void a_row_that_is_restated_often_ends_at_its_newest() {
    List<Restated<Booking>> deliveries = new ArrayList<>();
    for (int i = 1; i <= 1_500; i++) {
      deliveries.add(new Restated<>(booking("A", 0, 30 * (i % 2), i), true, i));
    }
    List<Restated<Balance>> told = statements(Ledgers.BALANCES, 2, deliveries, new Random(7));
    assertThat(
        Ledgers.texts(Balance.TABLE, newestOf(Ledgers.BALANCES, told)),
        is(
            Ledgers.expected(
                Ledgers.BALANCES, List.of(booking("A", 0, 0, 1_500), booking("A", 0, 30, 1_499)))));
  }

  @Test
  void groups_lie_in_a_day_where_they_hold_it() {
    assertThat(Ledgers.BALANCES.isWithinDay(), is(false));
    assertThat(Ledgers.MOVERS_BY_MINUTE.isWithinDay(), is(true));
    assertThat(Ledgers.MOVERS_BY_DAY.isWithinDay(), is(true));
    assertThat(TradeStream.TOP_STOCKS.isWithinDay(), is(true));
    assertThat(
        "a list holds it too",
        by(row -> List.of(row.account(), Ledgers.day(row))).isWithinDay(),
        is(true));
    assertThat(
        "another day does not",
        by(row -> Ledgers.day(row).withDayOfMonth(1)).isWithinDay(),
        is(false));
  }

  private static Derive<Booking, Balance> by(dev.assay.schemas.Table.Of<Booking, ?> group) {
    return Derive.into(Balance.TABLE).of(Booking.TABLE).each(group).rows(Balance::running);
  }

  @Test
  void a_declaration_travels_to_workers() {
    Derive<Booking, Balance> travelled = SerializableUtils.clone(Ledgers.BALANCES);
    assertThat(travelled.into(), is(Balance.TABLE));
    assertThat(travelled.source(), is(Booking.TABLE));
    assertThat(travelled.of(List.of(booking("A", 0, 1, 1))), hasSize(1));
  }

  @Test
  void a_group_that_a_row_may_leave_is_refused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> by(row -> row.amount().intValue()));
    assertThat(
        e.getMessage(),
        is(
            "gold.balances: rows of gold.bookings are grouped by amount, which is not part of"
                + " their key: a row that changes it would never leave the group that it was in."
                + " Group them by columns of the key, or make it one"));
    assertThrows(
        IllegalArgumentException.class,
        () -> Derive.into(Balance.TABLE).of(StockVolume.TABLE).each(StockVolume::trades));
  }

  @Test
  void a_group_that_cannot_be_told_from_others_ends_the_run() {
    Booking row = booking("A", 0, 1, 1);
    for (Derive<Booking, Balance> derive :
        List.of(by(each -> null), by(each -> 1.5), by(each -> List.of(each.account(), 1.5)))) {
      IllegalStateException e = assertThrows(IllegalStateException.class, () -> derive.group(row));
      assertThat(e.getMessage(), containsString("gold.balances: a row of gold.bookings is of"));
    }
  }

  @Test
  void a_group_that_holds_its_day_only_now_and_then_ends_the_run() {
    Derive<Booking, Balance> derive =
        by(row -> row.account().equals("late") ? Ledgers.DAY : Ledgers.day(row));
    derive.group(booking("late", 0, 1, 1));
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> derive.group(booking("late", 1, 1, 1)));
    assertThat(e.getMessage(), containsString("hold their rows' day, but not always"));
  }
}
