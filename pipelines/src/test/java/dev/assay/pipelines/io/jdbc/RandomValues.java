package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Added;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Mask;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Personal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.RiskCategory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Random rows of a table with a column of every type, within what contracts let in. */
final class RandomValues {
  /** A table that only this test knows. */
  public record Everything(
      @Key int id,
      String text,
      @Maybe String maybeText,
      @Maybe @Personal(Mask.DROP) String secret,
      RiskCategory choice,
      @Maybe RiskCategory maybeChoice,
      @Digits(scale = 4) BigDecimal price,
      @Maybe @Digits(precision = 38, scale = 18) BigDecimal wide,
      @Maybe @Digits(precision = 38, scale = 0) BigDecimal whole,
      Instant at,
      @Maybe Instant maybeAt,
      LocalDate day,
      @Maybe LocalDate maybeDay,
      @Maybe Integer maybeInt,
      long number,
      @Maybe Long maybeNumber,
      boolean flag,
      @Maybe Boolean maybeFlag,
      @Added @Maybe String note) {
    public static final Table<Everything> TABLE =
        Table.of("everything", Everything.class).in(Layer.GOLD).within("test");
  }

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "null",
          "1.50",
          "2026-01-05T18:36:40+00:00",
          "\"",
          "\\",
          "\\\"",
          "\",\"wide\":1",
          "a,b:c{}[]/'",
          "\u0001\b\t\n\u000B\f\r\u001F\u007F\u0080\u2028",
          "é水😀\uFFFF\uDBFF\uDFFF");

  private static final List<Instant> INSTANTS =
      List.of(
          Instant.EPOCH,
          Instant.parse("1969-12-31T23:59:59.999999Z"),
          Instant.parse("0001-01-01T00:00:00Z"),
          Instant.parse("0999-12-31T23:59:59.000001Z"),
          Instant.parse("1900-02-28T12:00:00.100Z"),
          Instant.parse("9999-12-31T23:59:59.999999Z"));

  private static final List<LocalDate> DAYS =
      List.of(
          LocalDate.EPOCH,
          LocalDate.of(1, 1, 1),
          LocalDate.of(999, 12, 31),
          LocalDate.of(2024, 2, 29),
          LocalDate.of(9999, 12, 31));

  private static final List<Long> NUMBERS =
      List.of(0L, 1L, -1L, 10L, -100L, Long.MIN_VALUE, Long.MAX_VALUE);

  private final Random random = new Random(11);

  private RandomValues() {}

  static List<Everything> rows(int count) {
    RandomValues values = new RandomValues();
    return IntStream.range(0, count).mapToObj(values::row).toList();
  }

  /** A row with this text. */
  static Everything of(int id, String text) {
    RandomValues values = new RandomValues();
    Object[] made = values.values(id);
    made[1] = text;
    return (Everything) Everything.TABLE.shape().make(made);
  }

  private Everything row(int id) {
    return (Everything) Everything.TABLE.shape().make(values(id));
  }

  private Object[] values(int id) {
    return Everything.TABLE.columns().stream()
        .map(column -> column.key() ? (Integer) id : absentOr(column))
        .toArray();
  }

  private Object absentOr(Column column) {
    return column.maybe() && random.nextInt(4) == 0 ? null : value(column);
  }

  private Object value(Column column) {
    boolean edge = random.nextBoolean();
    return switch (column.kind()) {
      case TEXT -> edge ? pick(TEXTS) : text();
      case CHOICE -> pick(List.of(RiskCategory.values()));
      case DECIMAL -> decimal(column.precision(), column.scale());
      case INSTANT -> edge ? pick(INSTANTS) : instant();
      case DATE ->
          edge
              ? pick(DAYS)
              : LocalDate.ofEpochDay(
                  random.nextLong(DAYS.get(1).toEpochDay(), DAYS.get(4).toEpochDay()));
      case INT -> edge ? pick(NUMBERS).intValue() : random.nextInt();
      case LONG -> edge ? pick(NUMBERS) : random.nextLong();
      case BOOLEAN -> random.nextBoolean();
    };
  }

  private <E> E pick(List<E> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Any text but for U+0000, which PostgreSQL does not hold. */
  private String text() {
    int most = random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1;
    return random
        .ints(1, most)
        .filter(point -> Character.getType(point) != Character.SURROGATE)
        .limit(random.nextInt(30))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private BigDecimal decimal(int precision, int scale) {
    BigInteger limit = BigInteger.TEN.pow(precision);
    BigInteger unscaled =
        switch (random.nextInt(5)) {
          case 0 -> limit.subtract(BigInteger.ONE);
          case 1 -> BigInteger.valueOf(pick(NUMBERS));
          case 2 -> BigInteger.TEN.pow(random.nextInt(precision));
          case 3 -> BigInteger.valueOf(random.nextInt());
          default -> new BigInteger(limit.bitLength(), random);
        };
    BigInteger signed = random.nextBoolean() ? unscaled : unscaled.negate();
    return new BigDecimal(signed.remainder(limit), scale);
  }

  private Instant instant() {
    long seconds =
        random.nextLong(INSTANTS.get(2).getEpochSecond(), INSTANTS.get(5).getEpochSecond());
    int unit = pick(List.of(1_000, 1_000_000, 100_000_000));
    return Instant.ofEpochSecond(seconds, (long) random.nextInt(1_000_000_000 / unit) * unit);
  }
}
