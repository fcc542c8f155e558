package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Greatest;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.LastBy;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Sum;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Facts of two keys, added and taken back in every order there is. */
class KeptSumsTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);

  /** What was paid at a shop. */
  public record Paid(
      @Key @EventTime LocalDate day,
      @Key String shop,
      @Sum long amount,
      @Greatest @Maybe String name,
      @Greatest long second,
      @LastBy("second") String card) {
    static final Table<Paid> TABLE = Table.of("paid", Paid.class).in(Layer.GOLD);
  }

  private static final Metric<Paid, Paid> METRIC = Metric.of(Paid.TABLE, paid -> paid);
  private static final Paid EARLY = new Paid(DAY, "A", 1, "Zoe", 1, "visa");
  private static final Paid NAMELESS = new Paid(DAY, "A", 2, null, 3, "maestro");
  private static final Paid LATE = new Paid(DAY, "A", 3, "Ann", 3, "amex");
  private static final Paid LIKE_LATE = new Paid(DAY, "A", 5, "Ann", 3, "amex");
  private static final Paid ELSEWHERE = new Paid(DAY, "B", 7, "Ann", 2, "visa");

  /** A fact that comes, or one that is taken back. */
  private record Event(int kind, Paid paid) {}

  private static final List<Table<?>> TABLES = List.of(Paid.TABLE);

  private LogInMemory few;
  private LogInMemory many;
  private ShardSums.Logs logs;
  private ShardSums kept;

  @BeforeEach
  void begin() {
    few = new LogInMemory();
    many = new LogInMemory();
    logs = logs(few, many);
    kept = ShardSums.of(TABLES, logs);
  }

  private static ShardSums.Logs logs(LogInMemory few, LogInMemory many) {
    return new ShardSums.Logs(few.log(), many.log());
  }

  private static Event comes(Paid paid) {
    return new Event(KeptSums.PLUS, paid);
  }

  private static Event goes(Paid paid) {
    return new Event(KeptSums.MINUS, paid);
  }

  static Stream<List<Event>> histories() {
    return Stream.of(
        List.of(comes(EARLY), comes(NAMELESS), comes(LATE), comes(ELSEWHERE), goes(NAMELESS)),
        List.of(comes(EARLY), comes(LATE), comes(LIKE_LATE), goes(LATE), comes(NAMELESS)),
        List.of(comes(EARLY), comes(LATE), comes(LIKE_LATE), goes(LATE), goes(LIKE_LATE)),
        List.of(comes(EARLY), comes(LATE), goes(EARLY), comes(EARLY), goes(LATE), goes(EARLY)),
        List.of(comes(LATE), goes(LATE), comes(LIKE_LATE), comes(NAMELESS), goes(NAMELESS)),
        List.of(comes(EARLY), comes(EARLY), goes(EARLY), comes(ELSEWHERE), goes(ELSEWHERE)),
        List.of(
            comes(EARLY), comes(LATE), comes(NAMELESS), goes(EARLY), goes(LATE), goes(NAMELESS)));
  }

  @ParameterizedTest
  @MethodSource("histories")
  void facts_that_come_and_go_in_any_order_are_those_that_stand(List<Event> history) {
    List<Paid> standing = new ArrayList<>();
    history.stream().filter(e -> e.kind() == KeptSums.PLUS).forEach(e -> standing.add(e.paid()));
    history.stream()
        .filter(e -> e.kind() == KeptSums.MINUS)
        .forEach(e -> standing.remove(e.paid()));
    Sums<Paid> bounded = new Sums<>(Paid.TABLE);
    standing.forEach(bounded::add);
    Set<Paid> expected = new HashSet<>(bounded.values());
    for (List<Event> order : orders(history)) {
      begin();
      order.forEach(this::take);
      assertThat(order.toString(), rows(), is(expected));
      told();
      assertThat(order.toString(), kept.size() == 0, is(standing.isEmpty()));
    }
  }

  @Test
  void what_is_owed_is_not_taken_for_a_choice() {
    take(goes(new Paid(DAY, "A", 3, "Zwi", 9, "visa")));
    take(comes(EARLY));
    take(comes(NAMELESS));
    Paid standing = new Paid(DAY, "A", 0, "Zoe", 3, "maestro");
    assertThat("3 of the sum are owed", rows(), is(Set.of(standing)));
  }

  @Test
  void a_row_that_may_have_been_stated_is_to_be_stated_anew_and_adds_nothing() {
    take(comes(EARLY));
    take(comes(LATE));
    Set<Paid> before = rows();
    told();
    take(new Event(KeptSums.KNOWN, new Paid(DAY, "A", 99, "Zwi", 9, "visa")));
    take(new Event(KeptSums.KNOWN, new Paid(DAY, "GONE", 1, "Zwi", 9, "visa")));
    assertThat(rows(), is(before));
    assertThat(told(), is(Set.of("A stands", "GONE is gone")));
    take(goes(EARLY));
    take(goes(LATE));
    assertThat(told(), is(Set.of("A is gone")));
    assertThat(kept.size(), is(0));
  }

  @ParameterizedTest
  @MethodSource("histories")
  void what_is_made_of_a_log_is_what_the_log_was_made_of(List<Event> history) {
    for (List<Event> order : orders(history)) {
      for (int stated = 0; stated < order.size(); stated++) {
        begin();
        for (int i = 0; i < order.size(); i++) {
          if (i == stated) {
            told();
          }
          take(order.get(i));
        }
        ShardSums again = ShardSums.of(TABLES, logs);
        ShardSums.Logs shorter = logs(few.copy(), many.copy());
        ShardSums rewritten = ShardSums.of(TABLES, shorter);
        rewritten.rewrite();
        rewritten = ShardSums.of(TABLES, shorter);
        Set<Paid> rows = rows();
        Set<String> told = told();
        for (ShardSums each : List.of(again, rewritten)) {
          kept = each;
          assertThat(order.toString(), rows(), is(rows));
          assertThat(order.toString(), told(), is(told));
          take(comes(NAMELESS));
          take(goes(LATE));
        }
        assertThat(order.toString(), rows(rewritten), is(rows(again)));
      }
    }
  }

  private void take(Event event) {
    kept.take(0, packet(event));
  }

  private static byte[] packet(Event event) {
    List<byte[]> packet = new ArrayList<>();
    Packets packets = new Packets(1, (shard, bytes) -> packet.add(bytes));
    packets.add(0, event.kind(), new Counted<>(1, event.paid()), Counted.coder(METRIC.coder()));
    packets.flush();
    return packet.get(0);
  }

  private Set<Paid> rows() {
    return rows(kept);
  }

  private static Set<Paid> rows(ShardSums kept) {
    Set<Paid> rows = new HashSet<>();
    sums(kept)
        .write(
            (kind, sum, coder) -> {
              if (kind == KeptSums.SUM && sum.rows() > 0) {
                rows.add(sum.fact());
              }
            });
    return rows;
  }

  /** What is stated. */
  private Set<String> told() {
    Set<String> told = new HashSet<>();
    BitSet owing = kept.owing();
    sums(kept).state((row, stands) -> told.add(row.shop() + (stands ? " stands" : " is gone")));
    kept.stated(owing);
    return told;
  }

  @SuppressWarnings("unchecked")
  private static KeptSums<Paid> sums(ShardSums kept) {
    return (KeptSums<Paid>) kept.of(0);
  }

  private static List<List<Event>> orders(List<Event> events) {
    if (events.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Event>> orders = new ArrayList<>();
    for (int first = 0; first < events.size(); first++) {
      List<Event> others = new ArrayList<>(events);
      Event event = others.remove(first);
      for (List<Event> rest : orders(others)) {
        List<Event> order = new ArrayList<>(List.of(event));
        order.addAll(rest);
        orders.add(order);
      }
    }
    return orders;
  }
}
