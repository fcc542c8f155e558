package dev.assay.runners.simulate;

import dev.assay.schemas.Column;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Draws what a column may hold, of nothing but what its contract says. */
final class DrawnValues {
  private static final Instant FIRST = Instant.parse("2026-01-05T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(30);

  /** So few that gold has rows to add up. */
  private static final int DIFFERENT = 5;

  private static final int USUAL = 100;
  private static final int LONG_AGO = 20;

  /** So many digits that each number of them is a {@code long}. */
  private static final int DIGITS = 18;

  private static final List<String> CODES = List.of("USD", "EUR", "US", "DE", "en", "A", "7");

  private final RandomGenerator random;

  DrawnValues(RandomGenerator random) {
    this.random = random;
  }

  /**
   * What the column may well hold.
   *
   * @param number of the row, of which there is one
   */
  Object usual(Column column, long number) {
    if (column.maybe() && random.nextInt(10) == 0) {
      return null;
    }
    return switch (column.kind()) {
      case TEXT -> text(column, number);
      case CHOICE -> one(List.of(column.type().getEnumConstants()));
      case DECIMAL -> decimal(column);
      case INSTANT -> instant();
      case DATE -> LocalDate.ofInstant(instant(), ZoneOffset.UTC);
      case INT -> column.key() ? (Object) (int) number : (Object) (random.nextInt(USUAL) + 1);
      case LONG -> column.key() ? number : random.nextLong(USUAL) + 1;
      case BOOLEAN -> random.nextBoolean();
    };
  }

  /** What a check may ask for, or is there to refuse. */
  Object odd(Column column, long number) {
    Object usual = usual(column, number);
    if (usual == null || column.eventTime() || column.key()) {
      return usual;
    }
    return switch (column.kind()) {
      case TEXT -> one(CODES);
      case DECIMAL -> one(List.of(BigDecimal.ZERO, ((BigDecimal) usual).negate()));
      case INT -> one(List.of(0, -(int) usual, (int) usual * USUAL));
      case LONG -> one(List.of(0L, -(long) usual, (long) usual * USUAL));
      case INSTANT -> ((Instant) usual).minus(Duration.ofDays(365L * LONG_AGO));
      case DATE -> ((LocalDate) usual).minusYears(LONG_AGO);
      case CHOICE, BOOLEAN -> usual;
    };
  }

  private String text(Column column, long number) {
    String name = column.name().replace('_', ' ');
    if (column.key()) {
      return name.substring(0, 1).toUpperCase(Locale.ROOT) + number;
    }
    int one = random.nextInt(DIFFERENT) + 1;
    boolean isAddress = column.mask().filter(Column.Mask.EMAIL_DOMAIN::equals).isPresent();
    return isAddress ? "person" + one + "@example.com" : name + " " + one;
  }

  private BigDecimal decimal(Column column) {
    int digits = Math.min(Math.min(column.precision(), column.scale() + 3), DIGITS);
    long most = BigDecimal.ONE.movePointRight(digits).longValueExact();
    return BigDecimal.valueOf(random.nextLong(most - 1) + 1, column.scale());
  }

  private Instant instant() {
    return FIRST.plusSeconds(random.nextLong(SPAN.toSeconds()));
  }

  private <E> E one(List<E> among) {
    return among.get(random.nextInt(among.size()));
  }
}
