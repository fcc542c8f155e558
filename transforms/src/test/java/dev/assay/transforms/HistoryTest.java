package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Version;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories of tables that only this test knows. */
class HistoryTest {
  /** What a customer was from an instant on. */
  public record CustomerState(
      @Key String customerId,
      @Key @Version Instant updatedAt,
      String city,
      @Digits(precision = 18, scale = 2) BigDecimal limit,
      @Maybe String phone) {
    static final Table<CustomerState> TABLE =
        Table.of("customer_states", CustomerState.class).in(Layer.GOLD);
  }

  /** A version of a customer. */
  public record DimCustomer(
      @Key long customerKey,
      String customerId,
      String city,
      @Digits(precision = 18, scale = 2) BigDecimal limit,
      @Maybe String phone,
      Instant validFrom,
      @Maybe Instant validTo,
      boolean isCurrent) {
    static final Table<DimCustomer> TABLE =
        Table.of("dim_customer", DimCustomer.class).in(Layer.GOLD);

    static DimCustomer of(CustomerState state, History.Validity validity) {
      return new DimCustomer(
          validity.surrogateKey(),
          state.customerId(),
          state.city(),
          state.limit(),
          state.phone(),
          validity.from(),
          validity.to(),
          validity.isCurrent());
    }

    /** Such as {@code Oslo 09-10, Rome 10-}. */
    String text() {
      return city + " " + hour(validFrom) + "-" + (validTo == null ? "" : hour(validTo));
    }

    private static String hour(Instant at) {
      return at.toString().substring(11, 13);
    }
  }

  /** A state that a log numbers, and which its source dates by the day. */
  public record Numbered(
      @Key String id, @Key @Maybe @Version Long lsn, @EventTime LocalDate changedOn, String text) {
    static final Table<Numbered> TABLE = Table.of("numbered", Numbered.class);
  }

  /** A state with no time that is always there. */
  public record Timeless(@Key String id, @Maybe @Version Instant updatedAt, String text) {
    static final Table<Timeless> TABLE = Table.of("timeless", Timeless.class);
  }

  /** A state of nothing in particular. */
  public record Keyless(@Key @EventTime Instant at, String text) {
    static final Table<Keyless> TABLE = Table.of("keyless", Keyless.class);
  }

  private static final History<CustomerState, DimCustomer> HISTORY =
      History.of(CustomerState.TABLE, DimCustomer::of);

  private static final Derive<CustomerState, DimCustomer> CUSTOMERS =
      Derive.into(DimCustomer.TABLE)
          .of(CustomerState.TABLE)
          .each(CustomerState::customerId)
          .rows(HISTORY);

  private static CustomerState state(int hour, String city) {
    return state("C1", hour, city, "10.00", null);
  }

  private static CustomerState state(String id, int hour, String city, String limit, String phone) {
    Instant at = Instant.parse("2026-01-05T00:00:00Z").plusSeconds(hour * 3_600L);
    return new CustomerState(id, at, city, new BigDecimal(limit), phone);
  }

  private static String history(CustomerState... states) {
    return String.join(
        ", ", HISTORY.apply(List.of(states)).stream().map(DimCustomer::text).toList());
  }

  @Test
  void each_version_holds_until_the_next_begins() {
    assertThat(
        history(state(9, "Oslo"), state(10, "Rome"), state(12, "Oslo")),
        is("Oslo 09-10, Rome 10-12, Oslo 12-"));
    List<DimCustomer> versions = HISTORY.apply(List.of(state(9, "Oslo"), state(10, "Rome")));
    assertThat(versions.get(0).isCurrent(), is(false));
    assertThat(versions.get(1).isCurrent(), is(true));
    assertThat(HISTORY.apply(List.of()), is(List.of()));
  }

  @Test
  void what_is_said_again_makes_no_version() {
    assertThat(
        history(state(9, "Oslo"), state(10, "Oslo"), state(11, "Rome"), state(12, "Rome")),
        is("Oslo 09-11, Rome 11-"));
    assertThat(
        "at another scale it is the same number",
        history(state("C1", 9, "Oslo", "10", null), state("C1", 10, "Oslo", "10.00", null)),
        is("Oslo 09-"));
    assertThat(
        "what is absent is other than what is not",
        history(state("C1", 9, "Oslo", "1", null), state("C1", 10, "Oslo", "1", "555")),
        is("Oslo 09-10, Oslo 10-"));
  }

  @Test
  void a_version_has_the_number_that_its_key_and_beginning_hash_to() {
    // printf '{"customer_id":"C1","valid_from":"2026-01-05T09:00:00+00:00"}' | sha256sum
    assertThat(HISTORY.apply(List.of(state(9, "Oslo"))).get(0).customerKey(), is(KEY_OF_C1_AT_9));
    assertThat(HISTORY.apply(List.of(state(9, "Rome"))).get(0).customerKey(), is(KEY_OF_C1_AT_9));
  }

  private static final long KEY_OF_C1_AT_9 = 0x7ba3f7fce24bbb1fL;

  private static String numbered(Numbered... states) {
    History<Numbered, Numbered> history =
        History.of(
            Numbered.TABLE,
            (state, validity) ->
                new Numbered(
                    state.id(),
                    state.lsn(),
                    LocalDate.parse(validity.from().toString().substring(0, 10)),
                    state.text() + (validity.isCurrent() ? "" : " until " + validity.to())));
    return String.join(
        ", ",
        history.apply(List.of(states)).stream()
            .map(row -> row.text() + " from " + row.changedOn())
            .toList());
  }

  private static Numbered numbered(Long lsn, int day, String text) {
    return new Numbered("A", lsn, LocalDate.of(2026, 1, day), text);
  }

  @Test
  void the_version_orders_states_and_the_event_time_dates_them() {
    assertThat(
        numbered(numbered(10L, 7, "c"), numbered(2L, 6, "b"), numbered(null, 5, "a")),
        is(
            "a until 2026-01-06T00:00:00Z from 2026-01-05,"
                + " b until 2026-01-07T00:00:00Z from 2026-01-06, c from 2026-01-07"));
  }

  @Test
  void of_states_of_one_time_the_last_holds() {
    assertThat(
        numbered(numbered(1L, 5, "a"), numbered(2L, 6, "b"), numbered(3L, 6, "c")),
        is("a until 2026-01-06T00:00:00Z from 2026-01-05, c from 2026-01-06"));
    assertThat(
        "as before the one that held for no time",
        numbered(numbered(1L, 5, "a"), numbered(2L, 6, "b"), numbered(3L, 6, "a")),
        is("a from 2026-01-05"));
  }

  @Test
  void a_clock_that_is_set_back_makes_no_version_begin_before_the_one_ahead() {
    assertThat(
        numbered(numbered(1L, 4, "a"), numbered(2L, 8, "b"), numbered(3L, 6, "c")),
        is("a until 2026-01-08T00:00:00Z from 2026-01-04, c from 2026-01-08"));
  }

  @Test
  void a_table_without_a_time_of_every_row_has_no_history() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> History.of(Timeless.TABLE, (state, validity) -> state));
    assertThat(
        e.getMessage(),
        startsWith("silver.timeless: no column says of every row from when it holds"));
  }

  @Test
  void a_table_without_a_key_of_its_own_has_no_history() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> History.of(Keyless.TABLE, (state, validity) -> state));
    assertThat(e.getMessage(), startsWith("silver.keyless: nothing but version and time is in"));
  }

  @Test
  void states_of_two_keys_make_no_history() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> history(state(9, "Oslo"), state("C2", 10, "Rome", "1", null)));
    assertThat(e.getMessage(), containsString("let `each` say customer_id"));
  }

  /** Of few customers, hours and cities, so that repeats are many. */
  private static CustomerState random(Random random) {
    return state(
        "C" + random.nextInt(3),
        random.nextInt(8),
        random.nextBoolean() ? "Oslo" : "Rome",
        random.nextInt(3) > 0 ? "1.00" : "2.00",
        random.nextInt(4) > 0 ? null : "555");
  }

  @ParameterizedTest
  @MethodSource("dev.assay.transforms.DerivationTest#seeds")
  void order_and_repeats_of_states_do_not_matter(long seed) {
    Random random = new Random(seed);
    Map<Instant, CustomerState> states = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      CustomerState state = state(random.nextInt(20), "City" + random.nextInt(3));
      states.put(state.updatedAt(), state);
    }
    List<CustomerState> all = new ArrayList<>(states.values());
    List<DimCustomer> history = HISTORY.apply(all);
    all.addAll(all.subList(0, all.size() / 2));
    Collections.shuffle(all, random);
    assertThat(SerializableUtils.clone(HISTORY).apply(all), is(history));
    assertThat(history.stream().filter(DimCustomer::isCurrent).count(), is(1L));
    assertThat(
        new HashSet<>(history.stream().map(DimCustomer::customerKey).toList()).size(),
        is(history.size()));
    for (int i = 1; i < history.size(); i++) {
      assertThat(history.get(i - 1).validTo(), is(history.get(i).validFrom()));
      assertThat(history.get(i - 1).city().equals(history.get(i).city()), is(false));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.assay.transforms.DerivationTest#seeds")
  void a_history_ends_the_same_whatever_a_lost_run_told(long seed) {
    DerivationTest.Replayed<CustomerState, DimCustomer> replayed =
        new DerivationTest.Replayed<>(CUSTOMERS, HistoryTest::random, new Random(seed));
    assertThat(replayed.table(), is(replayed.expected()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_stream_ends_at_the_history_that_a_bounded_run_makes(long seed) {
    Random random = new Random(seed);
    DeriveRuns<CustomerState, DimCustomer> runs = new DeriveRuns<>(CUSTOMERS, random);
    DeriveRuns.Ended ended = runs.anyOrder(HistoryTest::random);
    assertThat(ended.table(), is(ended.expected()));
  }

  @Test
  void a_bounded_run_makes_the_history_of_every_key() {
    List<CustomerState> all = new ArrayList<>();
    for (int customer = 0; customer < 5; customer++) {
      for (int hour = 0; hour < 8; hour++) {
        all.add(state("C" + customer, hour, "City" + hour / 3, "1.00", null));
      }
    }
    Outputs<Rows<DimCustomer>> out = new DeriveRuns<>(CUSTOMERS, new Random(4)).bounded(3, all);
    List<String> table = Ledgers.texts(DimCustomer.TABLE, Outputs.flat(out));
    assertThat(table, is(Ledgers.expected(CUSTOMERS, all)));
    assertThat(table.size(), is(15));
  }
}
