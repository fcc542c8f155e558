package dev.assay.transforms;

import static dev.assay.transforms.Ledgers.booking;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
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
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derived tables on the DirectRunner, in a bounded run and as a stream. */
class DeriveIT {
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
    Outputs<Rows<G>> out = new DeriveRuns<>(derive, random).bounded(shards, all);
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
    Outputs<Rows<Mover>> out =
        new DeriveRuns<>(Ledgers.MOVERS_BY_MINUTE, new Random(1)).bounded(2, all);
    assertThat(Outputs.flat(out), hasSize(3_000));
    assertThat(out.list().size(), lessThanOrEqualTo(4));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void a_stream_ends_at_what_a_bounded_run_derives(long seed) {
    for (Derive<Booking, ?> derive : Ledgers.ALL) {
      streamed(derive, new Random(seed));
    }
  }

  private static <G extends Record> void streamed(Derive<Booking, G> derive, Random random) {
    DeriveRuns.Ended ended = new DeriveRuns<>(derive, random).anyOrder(Ledgers::random);
    assertThat(ended.table(), is(ended.expected()));
  }

  /** So often that the log of its state is written anew. */
  @Test
  void a_row_that_is_restated_often_ends_at_its_newest() {
    List<Restated<Booking>> deliveries = new ArrayList<>();
    for (int i = 1; i <= 1_500; i++) {
      deliveries.add(new Restated<>(booking("A", 0, 30 * (i % 2), i), true, i));
    }
    DeriveRuns<Booking, Balance> runs = new DeriveRuns<>(Ledgers.BALANCES, new Random(7));
    assertThat(
        runs.table(runs.streamed(2, 100, deliveries)),
        is(
            Ledgers.expected(
                Ledgers.BALANCES, List.of(booking("A", 0, 0, 1_500), booking("A", 0, 30, 1_499)))));
  }

  @Test
  void only_the_first_rows_of_a_group_count_where_that_is_declared() {
    Derive<Booking, Balance> last =
        Derive.into(Balance.TABLE)
            .of(Booking.TABLE)
            .each(Booking::account)
            .first(2, (one, other) -> other.second().compareTo(one.second()))
            .rows(Balance::running);
    List<Booking> all = new ArrayList<>();
    for (int second : List.of(20, 50, 10, 40, 30)) {
      all.add(booking("A", 0, second, 1));
      all.add(booking("B", 0, second, 1));
    }
    List<Booking> counting = List.of(booking("A", 0, 50, 1), booking("A", 0, 40, 1));
    assertThat(
        "of each part",
        last.mayCount(all).stream().filter(r -> r.account().equals("A")).toList(),
        containsInAnyOrder(counting.toArray()));
    assertThat(last.mayCount(all), hasSize(4));
    Outputs<Rows<Balance>> out = new DeriveRuns<>(last, new Random(1)).bounded(2, all);
    assertThat(
        "of all parts, in their order",
        Ledgers.texts(Balance.TABLE, Outputs.flat(out)),
        is(
            Ledgers.texts(
                Balance.TABLE,
                List.of(
                    balance("A", 50, 1), balance("A", 40, 2),
                    balance("B", 50, 1), balance("B", 40, 2)))));
    DeriveRuns<Booking, Balance> stream = new DeriveRuns<>(last, new Random(1));
    List<Restated<Booking>> statements = new ArrayList<>();
    all.forEach(row -> statements.add(new Restated<>(row, true, 1)));
    statements.add(new Restated<>(booking("A", 0, 40, 1), false, 2));
    assertThat(
        "what counts no more lets the next one count",
        stream.table(stream.streamed(2, 3, statements)),
        is(
            Ledgers.texts(
                Balance.TABLE,
                List.of(
                    balance("A", 50, 1), balance("A", 30, 2),
                    balance("B", 50, 1), balance("B", 40, 2)))));
  }

  private static Balance balance(String account, int second, long amount) {
    Booking booking = booking(account, 0, second, amount);
    return new Balance(account, booking.second(), booking.amount());
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

  private static Derive<Booking, Balance> by(Table.Of<Booking, ?> group) {
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
  void a_declaration_that_cannot_hold_is_refused() {
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
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Derive.into(Mover.TABLE)
                    .of(Booking.TABLE)
                    .each(Booking::account)
                    .first(0, Mover.MOST_FIRST));
    assertThat(none.getMessage(), containsString("say at least 1"));
  }

  @Test
  void a_group_that_cannot_be_told_from_others_ends_the_run() {
    Booking row = booking("A", 0, 1, 1);
    for (Derive<Booking, Balance> derive :
        List.of(by(each -> null), by(each -> 1.5), by(each -> List.of(each.account(), 1.5)))) {
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> derive.groups().of(row));
      assertThat(e.getMessage(), containsString("gold.balances: a row of gold.bookings is of"));
    }
  }

  @Test
  void a_group_that_holds_its_day_only_now_and_then_ends_the_run() {
    Derive<Booking, Balance> derive =
        by(row -> row.account().equals("late") ? Ledgers.DAY : Ledgers.day(row));
    derive.groups().of(booking("late", 0, 1, 1));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> derive.groups().of(booking("late", 1, 1, 1)));
    assertThat(e.getMessage(), containsString("hold their rows' day, but not always"));
  }
}
