package dev.assay.transforms;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Version;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Tables that only tests know, with and without versions, with and without event time, and random
 * rows of them: of few keys and few values, so that all of them come again and contradict.
 *
 * @param row the next row
 */
record Quotes<T extends Record>(Table<T> table, Function<Random, T> row) {
  /** Neither. */
  public record Plain(@Key String id, @Digits(precision = 18, scale = 2) BigDecimal amount) {}

  /** An event time. */
  public record Timed(
      @Key String id,
      @EventTime Instant at,
      @Digits(precision = 18, scale = 2) BigDecimal amount) {}

  /** Versions, which a row may leave to its source. */
  public record Versioned(
      @Key String id,
      @Maybe @Version Instant since,
      @Digits(precision = 18, scale = 2) BigDecimal amount) {}

  /** Both. */
  public record Both(
      @Key String id,
      @EventTime Instant at,
      @Version long version,
      @Digits(precision = 18, scale = 2) BigDecimal amount) {}

  private static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");

  static final List<Quotes<?>> ALL =
      List.of(
          new Quotes<>(
              Table.of("plain", Plain.class).amount("USD", "amount"),
              random -> new Plain(id(random), amount(random))),
          new Quotes<>(
              Table.of("timed", Timed.class).amount("USD", "amount"),
              random -> new Timed(id(random), hour(random), amount(random))),
          new Quotes<>(
              Table.of("versioned", Versioned.class).amount("USD", "amount"),
              random ->
                  new Versioned(
                      id(random), random.nextBoolean() ? null : hour(random), amount(random))),
          new Quotes<>(
              Table.of("both", Both.class).amount("USD", "amount"),
              random -> new Both(id(random), hour(random), random.nextInt(4), amount(random))));

  private static String id(Random random) {
    return "K" + random.nextInt(12);
  }

  private static Instant hour(Random random) {
    return BEGIN.plusSeconds(3600L * 12 * random.nextInt(6));
  }

  private static BigDecimal amount(Random random) {
    return BigDecimal.valueOf(1 + random.nextInt(3)).setScale(2);
  }

  /** So many, each at a position of its own and published some time. */
  List<Batch.Candidate<T>> candidates(int count, Random random) {
    RowHash<T> hash = new RowHash<>(table);
    List<Batch.Candidate<T>> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      T next = row.apply(random);
      Raw raw = Payloads.raw(i, next.toString(), hour(random));
      candidates.add(new Batch.Candidate<>(next, raw, hash.of(next)));
    }
    return candidates;
  }

  /** What a row says, by its position. */
  static <T extends Record> String said(List<Batch.Candidate<T>> all, long position) {
    return all.get((int) position).row().toString();
  }

  @Override
  public String toString() {
    return table.name();
  }
}
