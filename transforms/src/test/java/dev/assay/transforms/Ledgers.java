package dev.assay.transforms;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;

/** Tables that only tests know, and tables derived of them: by account, by minute and by day. */
final class Ledgers {
  static final LocalDate DAY = LocalDate.of(2026, 1, 5);

  /** What an account moved in a second. */
  public record Booking(
      @Key @EventTime Instant second,
      @Key String account,
      @Digits(precision = 18, scale = 2) BigDecimal amount) {
    static final Table<Booking> TABLE = Table.of("bookings", Booking.class).in(Layer.GOLD);

    String minute() {
      return second.truncatedTo(ChronoUnit.MINUTES).toString();
    }
  }

  /** What an account had after a second. */
  public record Balance(
      @Key String account,
      @Key Instant second,
      @Digits(precision = 38, scale = 2) BigDecimal balance) {
    static final Table<Balance> TABLE = Table.of("balances", Balance.class).in(Layer.GOLD);

    static List<Balance> running(List<Booking> bookings) {
      List<Balance> balances = new ArrayList<>();
      BigDecimal balance = BigDecimal.ZERO;
      for (Booking booking : bookings) {
        balance = balance.add(booking.amount());
        balances.add(new Balance(booking.account(), booking.second(), balance));
      }
      return balances;
    }
  }

  /** The accounts that moved most, by minute or by day. */
  public record Mover(
      @Key String period,
      @Key int rank,
      String account,
      @Digits(precision = 18, scale = 2) BigDecimal amount) {
    static final Table<Mover> TABLE = Table.of("movers", Mover.class).in(Layer.GOLD);
    static final int RANKS = 3;

    static final Table.Order<Booking> MOST_FIRST =
        (one, other) ->
            Comparator.comparing(Booking::amount)
                .reversed()
                .thenComparing(Booking::account)
                .thenComparing(Booking::second)
                .compare(one, other);

    static List<Mover> ofMinute(List<Booking> bookings) {
      return ranked(bookings, bookings.get(0).minute());
    }

    static List<Mover> ofDay(List<Booking> bookings) {
      return ranked(bookings, day(bookings.get(0)).toString());
    }

    private static List<Mover> ranked(List<Booking> bookings, String period) {
      List<Booking> sorted = bookings.stream().sorted(MOST_FIRST).limit(RANKS).toList();
      List<Mover> movers = new ArrayList<>();
      for (Booking booking : sorted) {
        movers.add(new Mover(period, movers.size() + 1, booking.account(), booking.amount()));
      }
      return movers;
    }
  }

  /** Of all days. */
  static final Derive<Booking, Balance> BALANCES =
      Derive.into(Balance.TABLE).of(Booking.TABLE).each(Booking::account).rows(Balance::running);

  /** Several in a day. */
  static final Derive<Booking, Mover> MOVERS_BY_MINUTE =
      Derive.into(Mover.TABLE)
          .of(Booking.TABLE)
          .each(booking -> booking.second().truncatedTo(ChronoUnit.MINUTES))
          .rows(Mover::ofMinute);

  /** One a day. */
  static final Derive<Booking, Mover> MOVERS_BY_DAY =
      Derive.into(Mover.TABLE)
          .of(Booking.TABLE)
          .each(Ledgers::day)
          .first(Mover.RANKS, Mover.MOST_FIRST)
          .rows(Mover::ofDay);

  static final List<Derive<Booking, ?>> ALL = List.of(BALANCES, MOVERS_BY_MINUTE, MOVERS_BY_DAY);

  private Ledgers() {}

  static LocalDate day(Booking booking) {
    return LocalDate.ofInstant(booking.second(), ZoneOffset.UTC);
  }

  static Booking booking(String account, int day, int second, long amount) {
    Instant at = DAY.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(second);
    return new Booking(at, account, BigDecimal.valueOf(amount).setScale(2));
  }

  /** Of few keys and few values, so that all of them come again. */
  static Booking random(Random random) {
    return booking(
        "A" + random.nextInt(4), random.nextInt(3), 30 * random.nextInt(5), random.nextInt(3));
  }

  /** What follows from all rows, worked out apart from the engine. */
  static <S extends Record, G extends Record> List<String> expected(
      Derive<S, G> derive, Iterable<S> rows) {
    TreeMap<Object, List<S>> groups = new TreeMap<>(Comparator.comparing(Object::toString));
    RowKey.Reader<S> keys = new RowKey.Reader<>(derive.source());
    for (S row : rows) {
      groups.computeIfAbsent(derive.groups().of(row).text(), key -> new ArrayList<>()).add(row);
    }
    List<G> derived = new ArrayList<>();
    for (List<S> group : groups.values()) {
      group.sort(Comparator.comparing(keys::of));
      derived.addAll(derive.of(group));
    }
    return texts(derive.into(), derived);
  }

  /** The rows as texts, sorted, to be compared. */
  static <G extends Record> List<String> texts(Table<G> table, Iterable<G> rows) {
    List<String> texts = new ArrayList<>();
    try {
      for (G row : rows) {
        texts.add(CoderUtils.clone(RecordCoder.of(table.type()), row).toString());
      }
    } catch (CoderException e) {
      throw new IllegalStateException(e);
    }
    return texts.stream().sorted().toList();
  }
}
