package dev.assay.transforms;

import static dev.assay.transforms.Payloads.customer;
import static dev.assay.transforms.Payloads.raw;
import static dev.assay.transforms.Payloads.total;
import static dev.assay.transforms.Payloads.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Mask;
import dev.assay.schemas.Column.Personal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettleBoundedIT {
  private static final String NINE = "2026-01-05T09:00:00Z";
  private static final String TEN = "2026-01-05T10:00:00Z";
  private static final String NEXT_DAY = "2026-01-06T10:00:00Z";

  private final Runs<Trade> trades = new Runs<>(Trade.TABLE, 3);
  private final Runs<Customer> customers = new Runs<>(Customer.TABLE, 3);

  private List<String> prices(List<Trade> rows) {
    return rows.stream().map(t -> t.tradeId() + " " + t.price()).toList();
  }

  private List<String> names() {
    return customers.winners().stream().map(Customer::name).toList();
  }

  @Test
  void a_row_that_says_the_same_again_is_a_duplicate() {
    trades.run(
        List.of(
            raw(1, trade("T1", "C1", "2", "3", TEN)),
            raw(2, trade("T1", "C1", "\"2.0\"", "3e0", "2026-01-05T11:00:00+01:00")),
            raw(3, trade("T2", "C1", "1", "1", TEN))));
    assertThat(prices(trades.winners()), contains("T1 3.0000", "T2 1.0000"));
    assertThat(trades.contradictions(), is(empty()));
    assertThat(
        trades.totals(),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 3, "13"),
            total("trades", "valid", "2026-01-05", 2, "7"),
            total("trades", "duplicate", "2026-01-05", 1, "6")));
  }

  @Test
  void a_row_that_contradicts_the_earliest_is_rejected_on_its_own_day() {
    trades.run(
        List.of(
            raw(1, trade("T1", "C1", "2", "5", NEXT_DAY)),
            raw(2, trade("T1", "C1", "2", "3", TEN)),
            raw(3, trade("T1", "C1", "2", "5", NEXT_DAY))));
    assertThat(prices(trades.winners()), contains("T1 3.0000"));
    assertThat(prices(trades.contradictions()), contains("T1 5.0000"));
    assertThat(
        trades.totals(),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 1, "6"),
            total("trades", "valid", "2026-01-05", 1, "6"),
            total("trades", "read", "2026-01-06", 2, "20"),
            total("trades", "quarantined", "2026-01-06", 1, "10"),
            total("trades", "duplicate", "2026-01-06", 1, "10")));
    assertThat(trades.failures(), is(empty()));
  }

  @Test
  void a_duplicate_of_a_held_row_leaves_it_held() {
    trades.run(List.of(raw(1, trade("T1", "C1", "2", "3", TEN))));
    trades.run(List.of(raw(2, trade("T1", "C1", "2", "3", TEN))));
    assertThat(
        trades.lastTotals(),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 1, "6"),
            total("trades", "duplicate", "2026-01-05", 1, "6")));
    assertThat(prices(trades.winners()), contains("T1 3.0000"));
  }

  @Test
  void a_row_better_than_the_held_one_displaces_it() {
    trades.run(List.of(raw(1, trade("T1", "C1", "2", "3", TEN))));
    trades.run(List.of(raw(2, trade("T1", "C1", "2", "5", NINE))));
    assertThat(prices(trades.winners()), contains("T1 5.0000"));
    assertThat(prices(trades.contradictions()), contains("T1 3.0000"));
    assertThat(
        trades.lastTotals(),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 1, "10"),
            total("trades", "valid", "2026-01-05", 0, "4"),
            total("trades", "quarantined", "2026-01-05", 1, "6")));
    assertThat(trades.failures(), is(empty()));
  }

  @Test
  void a_row_worse_than_the_held_one_is_rejected() {
    trades.run(List.of(raw(1, trade("T1", "C1", "2", "3", NINE))));
    trades.run(List.of(raw(2, trade("T1", "C1", "2", "5", TEN))));
    assertThat(prices(trades.winners()), contains("T1 3.0000"));
    assertThat(
        trades.lastTotals(),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 1, "10"),
            total("trades", "quarantined", "2026-01-05", 1, "10")));
  }

  /** A table without versions, of whose rows silver hides a part. */
  public record Address(@Key String id, @Personal(Mask.EMAIL_DOMAIN) String email) {
    static final Table<Address> TABLE = Table.of("addresses", Address.class);
  }

  private static String address(String email) {
    return "{\"id\":\"1\",\"email\":\"%s\"}".formatted(email);
  }

  /** Silver holds the masked row: its hash is the one that was taken of the whole. */
  @Test
  void rows_say_the_same_by_what_their_source_said_and_not_by_what_silver_shows() {
    Runs<Address> addresses = new Runs<>(Address.TABLE, 3);
    addresses.run(List.of(raw(1, address("ann@example.com"))));
    addresses.run(List.of(raw(2, address("ann@example.com"))));
    assertThat(
        addresses.lastTotals(),
        containsInAnyOrder(
            total("addresses", "read", null, 1, "0"),
            total("addresses", "duplicate", null, 1, "0")));
    addresses.run(List.of(raw(3, address("bob@example.com"))));
    assertThat(addresses.winners(), contains(new Address("1", "***@example.com")));
    assertThat(addresses.contradictions(), contains(new Address("1", "***@example.com")));
  }

  @Test
  void what_was_beaten_before_is_a_duplicate_when_it_comes_again() {
    trades.run(
        List.of(
            raw(1, trade("T1", "C1", "2", "3", NINE)), raw(2, trade("T1", "C1", "2", "5", TEN))));
    trades.run(List.of(raw(3, trade("T1", "C1", "2", "5", TEN))));
    assertThat(prices(trades.contradictions()), contains("T1 5.0000"));
    assertThat(
        trades.lastTotals(),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 1, "10"),
            total("trades", "duplicate", "2026-01-05", 1, "10")));
  }

  @Test
  void nothing_new_changes_nothing() {
    trades.run(List.of(raw(1, trade("T1", "C1", "2", "3", NINE))));
    trades.run(List.of());
    assertThat(trades.lastTotals(), is(empty()));
    assertThat(prices(trades.winners()), contains("T1 3.0000"));
  }

  @Test
  void the_newest_version_stands_and_older_ones_are_duplicates() {
    customers.run(
        List.of(
            raw(1, customer("C1", "Second", "2026-01-02T00:00:00Z")),
            raw(2, customer("C1", "Third", "2026-01-03T00:00:00Z")),
            raw(3, customer("C1", "First", "2026-01-01T00:00:00Z"))));
    assertThat(names(), contains("Third"));
    assertThat(customers.contradictions(), is(empty()));
    customers.run(
        List.of(
            raw(4, customer("C1", "Fourth", "2026-01-04T00:00:00Z")),
            raw(5, customer("C1", "Second", "2026-01-02T00:00:00Z"))));
    assertThat(names(), contains("Fourth"));
    assertThat(
        customers.lastTotals(),
        containsInAnyOrder(
            total("customers", "read", null, 2, "0"),
            total("customers", "duplicate", null, 2, "0")));
  }

  @Test
  void a_row_without_a_version_is_as_old_as_its_source() {
    customers.run(
        List.of(
            raw(1, customer("C1", "Newer", null), Instant.parse("2026-01-03T00:00:00Z")),
            raw(2, customer("C1", "Older", null), Instant.parse("2026-01-02T00:00:00Z")),
            raw(3, customer("C1", "Stated", "2026-01-02T12:00:00Z"), Payloads.PUBLISHED)));
    assertThat(names(), contains("Newer"));
    customers.run(
        List.of(raw(4, customer("C1", "Older", null), Instant.parse("2026-01-04T00:00:00Z"))));
    assertThat(names(), contains("Older"));
    assertThat(customers.contradictions(), is(empty()));
  }

  @Test
  void of_one_version_that_says_two_things_one_stands() {
    String time = "2026-01-02T00:00:00Z";
    customers.run(List.of(raw(1, customer("C1", "A", time)), raw(2, customer("C1", "B", time))));
    assertThat(customers.winners().size(), is(1));
    assertThat(customers.contradictions(), is(empty()));
    assertThat(
        customers.totals(),
        containsInAnyOrder(
            total("customers", "read", null, 2, "0"),
            total("customers", "valid", null, 1, "0"),
            total("customers", "duplicate", null, 1, "0")));
  }

  private static List<Raw> randomTrades(Random random) {
    List<Raw> raws = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String quantity = List.of("1", "1.0", "\"1\"", "2", "0").get(random.nextInt(5));
      String time = List.of(NINE, TEN, NEXT_DAY).get(random.nextInt(3));
      String price = String.valueOf(1 + random.nextInt(2));
      String payload = trade("T" + random.nextInt(6), "C1", quantity, price, time);
      raws.add(raw(i, random.nextInt(20) == 0 ? payload.substring(1) : payload));
    }
    return raws;
  }

  /** Of one version and customer there is one content, or else several. */
  private static List<Raw> randomCustomers(Random random, boolean contradicting) {
    List<Raw> raws = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int version = random.nextInt(6);
      Instant published = Instant.parse("2026-01-0" + (1 + version) + "T12:00:00Z");
      String updated = random.nextBoolean() ? null : "2026-01-0" + (1 + version) + "T00:00:00Z";
      int name = contradicting ? random.nextInt(3) : version % 2;
      raws.add(raw(i, customer("C" + random.nextInt(5), "N" + name, updated), published));
    }
    return raws;
  }

  private static <E> List<List<E>> randomParts(List<E> all, Random random) {
    List<E> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    List<List<E>> parts = new ArrayList<>();
    for (int from = 0; from < shuffled.size(); ) {
      int to = Math.min(shuffled.size(), from + 1 + random.nextInt(40));
      parts.add(shuffled.subList(from, to));
      from = to;
    }
    return parts;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void trades_in_random_runs_give_what_one_run_gives(int seed) {
    Random random = new Random(seed);
    List<Raw> all = randomTrades(random);
    trades.run(all);
    assertThat(trades.failures(), is(empty()));
    Runs<Trade> split = new Runs<>(Trade.TABLE, 1 + random.nextInt(5));
    for (List<Raw> part : randomParts(all, random)) {
      split.run(part);
      assertThat(split.failures(), is(empty()));
    }
    assertThat(trades.contradictions().isEmpty() || trades.broken().isEmpty(), is(false));
    assertThat(split.winners(), is(trades.winners()));
    assertThat(split.contradictions(), is(trades.contradictions()));
    assertThat(split.broken(), is(trades.broken()));
    assertThat(split.totals(), is(trades.totals()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void versions_in_random_runs_give_what_one_run_gives(int seed) {
    Random random = new Random(seed);
    List<Raw> all = randomCustomers(random, seed % 2 == 0);
    customers.run(all);
    Runs<Customer> split = new Runs<>(Customer.TABLE, 1 + random.nextInt(5));
    for (List<Raw> part : randomParts(all, random)) {
      split.run(part);
      assertThat(split.failures(), is(empty()));
    }
    assertThat(customers.winners().size(), is(5));
    assertThat(split.winners(), is(customers.winners()));
    assertThat(split.contradictions(), is(empty()));
    assertThat(split.totals(), is(customers.totals()));
  }
}
