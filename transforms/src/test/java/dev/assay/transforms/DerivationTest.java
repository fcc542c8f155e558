package dev.assay.transforms;

import static dev.assay.transforms.Ledgers.booking;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.RowKey;
import dev.assay.transforms.Ledgers.Balance;
import dev.assay.transforms.Ledgers.Booking;
import dev.assay.transforms.Ledgers.Mover;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel of every derived table, in memory. */
class DerivationTest {
  private final Derivation<Booking, Balance> balances = new Derivation<>(Ledgers.BALANCES);
  private final Derivation<Booking, Mover> movers = new Derivation<>(Ledgers.MOVERS_BY_DAY);

  private static List<String> balances(Derivation<Booking, Balance> derivation) {
    List<String> told = new ArrayList<>();
    derivation.tell(
        (row, stands) -> {
          String key = row.account() + row.second().getEpochSecond() % 86_400;
          told.add(stands ? key + " " + row.balance().toBigInteger() : key + " gone");
        });
    return told;
  }

  private static List<String> movers(Derivation<Booking, Mover> derivation) {
    List<String> told = new ArrayList<>();
    derivation.tell((row, stands) -> told.add(row.rank() + (stands ? row.account() : " gone")));
    return told;
  }

  @Test
  void only_what_is_other_than_before_is_told() {
    balances.take(booking("A", 0, 10, 1), true, 1);
    balances.take(booking("A", 0, 30, 1), true, 1);
    balances.take(booking("B", 0, 10, 1), true, 1);
    assertThat(balances(balances), containsInAnyOrder("A10 1", "A30 2", "B10 1"));
    balances.take(booking("A", 0, 20, 5), true, 2);
    assertThat(balances(balances), contains("A20 6", "A30 7"));
    assertThat(balances(balances), is(empty()));
  }

  @Test
  void a_row_that_is_gone_takes_what_followed_from_it_with_it() {
    balances.take(booking("A", 0, 10, 1), true, 1);
    balances.take(booking("A", 0, 20, 2), true, 1);
    balances(balances);
    balances.take(booking("A", 0, 10, 99), false, 2);
    assertThat(balances(balances), contains("A20 2", "A10 gone"));
    balances.take(booking("A", 0, 20, 99), false, 2);
    assertThat(balances(balances), contains("A20 gone"));
  }

  @Test
  void a_shorter_list_takes_its_last_rank_back() {
    movers.take(booking("A", 0, 10, 9), true, 1);
    movers.take(booking("B", 0, 10, 8), true, 1);
    assertThat(movers(movers), contains("1A", "2B"));
    movers.take(booking("A", 0, 10, 9), false, 2);
    assertThat(movers(movers), contains("1B", "2 gone"));
  }

  @Test
  void an_older_statement_that_comes_later_changes_nothing() {
    assertThat(movers.take(booking("A", 0, 10, 9), true, 2), is(true));
    assertThat(movers.take(booking("B", 0, 10, 2), true, 2), is(true));
    assertThat(movers.take(booking("C", 0, 10, 2), false, 2), is(true));
    assertThat(movers(movers), contains("1A", "2B", "3 gone"));
    assertThat(movers.take(booking("A", 0, 10, 1), true, 1), is(false));
    assertThat(movers.take(booking("B", 0, 10, 1), false, 1), is(false));
    assertThat(movers.take(booking("C", 0, 10, 1), true, 1), is(false));
    assertThat(movers.take(booking("A", 0, 10, 9), true, 2), is(false));
    assertThat(movers(movers), is(empty()));
    assertThat(movers.size(), is(3));
  }

  /** Stated again before a failure; afterwards the row was never there. */
  @Test
  void what_a_lost_run_may_have_told_of_a_row_is_taken_back() {
    balances.take(booking("A", 0, 10, 1), false, 7);
    assertThat(balances(balances), contains("A10 gone"));
  }

  @Test
  void what_was_told_before_a_failure_is_told_again() {
    balances.take(booking("A", 0, 10, 1), true, 1);
    balances(balances);
    balances.forgetTold();
    assertThat(balances(balances), is(empty()));
    balances.take(booking("A", 0, 20, 0), true, 1);
    assertThat(balances(balances), contains("A10 1", "A20 1"));
  }

  @Test
  void two_rows_of_one_key_are_a_fault_of_the_function() {
    Derive<Booking, Mover> twice =
        Derive.into(Mover.TABLE)
            .of(Booking.TABLE)
            .each(Booking::account)
            .rows(
                rows ->
                    Stream.of(1, 1)
                        .map(rank -> new Mover("day", rank, "A", rows.get(0).amount()))
                        .toList());
    Derivation<Booking, Mover> derivation = new Derivation<>(twice);
    derivation.take(booking("A", 0, 10, 1), true, 1);
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> movers(derivation));
    assertThat(e.getMessage(), containsString("gold.movers of gold.bookings: two rows of one key"));
  }

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void any_order_of_statements_ends_at_what_follows_from_the_newest(long seed) {
    for (Derive<Booking, ?> derive : Ledgers.ALL) {
      endsAtWhatFollows(derive, new Random(seed));
    }
  }

  private static <G extends Record> void endsAtWhatFollows(
      Derive<Booking, G> derive, Random random) {
    Replayed<Booking, G> replayed = new Replayed<>(derive, Ledgers::random, random);
    assertThat(replayed.table(), is(replayed.expected()));
  }

  /**
   * A table as statements fill it: some before state is saved, some by a run that fails after it,
   * and then what upstream says of the same rows, which need not be the same.
   */
  static final class Replayed<S extends Record, G extends Record> {
    interface Draw<S> {
      S row(Random random);
    }

    private final Derive<S, G> derive;
    private final Draw<S> draw;
    private final Random random;
    private final RowKey.Reader<S> sourceKeys;
    private final RowKey.Reader<G> keys;
    private final Map<RowKey, G> table = new HashMap<>();
    private final Map<RowKey, Restated<S>> newest = new HashMap<>();

    Replayed(Derive<S, G> derive, Draw<S> draw, Random random) {
      this.derive = derive;
      this.draw = draw;
      this.random = random;
      this.sourceKeys = new RowKey.Reader<>(derive.source());
      this.keys = new RowKey.Reader<>(derive.into());
      Derivation<S, G> first = new Derivation<>(derive);
      List<Restated<S>> saved = statements(random.nextInt(30), 1);
      deliver(saved, first);
      List<Restated<S>> log = new ArrayList<>();
      first.forEach((row, stands, number) -> log.add(new Restated<>(row, stands, number)));
      List<Restated<S>> lost = statements(random.nextInt(30), 1_000);
      deliver(lost, first);
      Derivation<S, G> second = new Derivation<>(derive);
      Collections.shuffle(log, random);
      log.forEach(each -> second.take(each.row(), each.stands(), each.number()));
      second.forgetTold();
      List<Restated<S>> replay = statements(random.nextInt(30), 1_000);
      lost.forEach(each -> replay.add(statement(each.row(), 2_000 + replay.size())));
      deliver(replay, second);
      note(saved);
      note(replay);
    }

    private List<Restated<S>> statements(int count, long from) {
      List<Restated<S>> statements = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        statements.add(statement(draw.row(random), from + i));
      }
      return statements;
    }

    private Restated<S> statement(S row, long number) {
      return new Restated<>(row, random.nextInt(4) > 0, number);
    }

    /** In any order, some twice, in packets of any size. */
    private void deliver(List<Restated<S>> statements, Derivation<S, G> derivation) {
      List<Restated<S>> deliveries = new ArrayList<>(statements);
      deliveries.addAll(statements.subList(0, statements.size() / 3));
      Collections.shuffle(deliveries, random);
      for (Restated<S> each : deliveries) {
        derivation.take(each.row(), each.stands(), each.number());
        if (random.nextInt(3) == 0) {
          derivation.tell(this::write);
        }
      }
      derivation.tell(this::write);
    }

    private void write(G row, boolean stands) {
      if (stands) {
        table.put(keys.of(row), row);
      } else {
        table.remove(keys.of(row));
      }
    }

    private void note(List<Restated<S>> statements) {
      for (Restated<S> each : statements) {
        newest.merge(sourceKeys.of(each.row()), each, (a, b) -> a.number() > b.number() ? a : b);
      }
    }

    List<String> table() {
      return Ledgers.texts(derive.into(), table.values());
    }

    List<String> expected() {
      return Ledgers.expected(
          derive, newest.values().stream().filter(Restated::stands).map(Restated::row).toList());
    }
  }
}
