package dev.assay.schemas;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;

/** Random rows of any table, made from its columns alone; the edges come up often. */
final class RandomRows {
  private static final List<Instant> INSTANTS =
      List.of(
          Instant.EPOCH,
          Instant.EPOCH.minusNanos(1_000),
          Instant.parse("1969-12-31T23:59:59.000001Z"),
          Instant.parse("2026-01-01T00:00:00.999999Z"),
          Instant.parse("-100000-01-01T00:00:00.000001Z"),
          Instant.parse("+100000-12-31T23:59:59.999999Z"));

  private static final List<LocalDate> DATES =
      List.of(
          LocalDate.EPOCH,
          LocalDate.EPOCH.minusDays(1),
          LocalDate.of(2024, 2, 29),
          LocalDate.ofEpochDay(Integer.MIN_VALUE),
          LocalDate.ofEpochDay(Integer.MAX_VALUE));

  private static final List<String> TEXTS =
      List.of("", " ", "\0", "a", "é", "水", "😀", "EUR", "a,\"b\"\r\n", "\uFFFF", "\uDBFF\uDFFF");

  private static final List<Long> LONGS = List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE);

  private final Random random;

  RandomRows(long seed) {
    random = new Random(seed);
  }

  <T extends Record> T row(Table<T> table) {
    return table.type().cast(table.shape().make(values(table)));
  }

  /** A row with the key of another one, and else its own values. */
  <T extends Record> T rowWithKeyOf(Table<T> table, T other) {
    Object[] values = values(table);
    for (Column key : table.keys()) {
      values[key.index()] = table.shape().get(other, key.index());
    }
    return table.type().cast(table.shape().make(values));
  }

  private Object[] values(Table<?> table) {
    return table.columns().stream()
        .map(column -> column.maybe() && random.nextInt(4) == 0 ? null : value(column))
        .toArray();
  }

  private Object value(Column column) {
    return switch (column.kind()) {
      case TEXT -> text();
      case CHOICE -> pick(List.of(column.type().getEnumConstants()));
      case DECIMAL -> decimal(column.precision(), column.scale());
      case INSTANT -> random.nextBoolean() ? pick(INSTANTS) : instant();
      case DATE -> random.nextBoolean() ? pick(DATES) : LocalDate.ofEpochDay(random.nextInt());
      case INT -> random.nextBoolean() ? pick(LONGS).intValue() : random.nextInt();
      case LONG -> random.nextBoolean() ? pick(LONGS) : random.nextLong();
      case BOOLEAN -> random.nextBoolean();
    };
  }

  private <E> E pick(List<E> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Any valid text: every code point but half a surrogate pair. */
  private String text() {
    if (random.nextBoolean()) {
      return pick(TEXTS);
    }
    return random
        .ints(0, Character.MAX_CODE_POINT + 1)
        .filter(point -> Character.getType(point) != Character.SURROGATE)
        .limit(random.nextInt(20))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private BigDecimal decimal(int precision, int scale) {
    BigInteger limit = BigInteger.TEN.pow(precision);
    BigInteger unscaled =
        switch (random.nextInt(4)) {
          case 0 -> limit.subtract(BigInteger.ONE);
          case 1 -> BigInteger.valueOf(pick(LONGS)).add(BigInteger.valueOf(random.nextInt(3) - 1));
          case 2 -> BigInteger.valueOf(random.nextInt());
          default -> new BigInteger(limit.bitLength(), random);
        };
    BigInteger signed = random.nextBoolean() ? unscaled : unscaled.negate();
    return new BigDecimal(signed.remainder(limit), scale);
  }

  /** Microseconds over half the range that Parquet knows: about 146,000 years each way. */
  private Instant instant() {
    long micros = random.nextLong() >> 1;
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
