package dev.assay.pipelines.io.lake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Identifier;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Mask;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Personal;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordShape;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStatisticsTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String GREATEST = Character.toString(Character.MAX_CODE_POINT);

  /** Texts are compared by their bytes. */
  private static final Comparator<Object> ORDER =
      (a, b) ->
          a instanceof String
              ? Arrays.compareUnsigned(bytes((String) a), bytes((String) b))
              : compare(a, b);

  /** A column of every kind, and two that are personal. */
  public record Reading(
      @Key String id,
      @Maybe @Identifier(maxBytes = 0) String place,
      @Maybe String note,
      @Maybe RiskCategory risk,
      @Maybe @Digits(precision = 38, scale = 8) BigDecimal amount,
      @Maybe @Digits(scale = 4) BigDecimal price,
      @Maybe Instant at,
      @Maybe LocalDate on,
      int rank,
      @Maybe Long position,
      boolean good,
      @Maybe @Personal(Mask.EMAIL_DOMAIN) @Identifier String email,
      @Maybe @Personal(Mask.YEAR) LocalDate born) {}

  private static final Table<Reading> TABLE = Table.of("readings", Reading.class).within("test");
  private static final Set<String> TOLD =
      Set.of("id", "place", "risk", "amount", "price", "at", "on", "rank", "position");

  @TempDir Path lake;

  @Test
  void bounds_of_a_file_are_those_of_its_rows() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Reading> rows = new ArrayList<>();
      int count = 1 + random.nextInt(20);
      for (int i = 0; i < count; i++) {
        rows.add(reading(random));
      }
      JsonNode told = statistics(StoredRows.of(TABLE), rows);
      assertThat(told.path("numRecords").asInt(), is(rows.size()));
      assertThat(names(told.path("nullCount")), is(TOLD));
      for (Column column : TABLE.columns()) {
        if (TOLD.contains(column.name())) {
          check(column, rows, told, "seed " + seed + ", " + column.name());
        }
      }
      assertThat(TOLD.containsAll(names(told.path("minValues"))), is(true));
      assertThat(names(told.path("maxValues")), is(names(told.path("minValues"))));
    }
  }

  private static void check(Column column, List<Reading> rows, JsonNode told, String where) {
    List<Object> values =
        rows.stream()
            .map(row -> plain(RecordShape.of(Reading.class).get(row, column.index())))
            .filter(Objects::nonNull)
            .toList();
    assertThat(
        where, told.path("nullCount").path(column.name()).asInt(), is(rows.size() - values.size()));
    JsonNode least = told.path("minValues").path(column.name());
    JsonNode greatest = told.path("maxValues").path(column.name());
    if (values.isEmpty()) {
      assertThat(where, least.isMissingNode() && greatest.isMissingNode(), is(true));
      return;
    }
    Object min = values.stream().min(ORDER).orElseThrow();
    Object max = values.stream().max(ORDER).orElseThrow();
    if (min instanceof String text) {
      assertThat(where, least.asText(), is(beginning(text)));
      checkGreatest(where, greatest.asText(), (String) max);
    } else if (min instanceof Instant time) {
      assertThat(where, instant(least), is(time.truncatedTo(ChronoUnit.MILLIS)));
      Instant latest = (Instant) max;
      assertThat(where, instant(greatest).isBefore(latest), is(false));
      assertThat(where, instant(greatest).minusMillis(1).isBefore(latest), is(true));
      assertThat(where, greatest.asText().length(), is("2026-01-05T00:00:00.000Z".length()));
    } else if (min instanceof LocalDate) {
      assertThat(where, least.asText(), is(min.toString()));
      assertThat(where, greatest.asText(), is(max.toString()));
    } else {
      assertThat(where, least.decimalValue(), comparesEqualTo(number(min)));
      assertThat(where, greatest.decimalValue(), comparesEqualTo(number(max)));
    }
  }

  /** At least the text, and greater than it only after its beginning. */
  private static void checkGreatest(String where, String told, String text) {
    assertThat(where, ORDER.compare(told, text) >= 0, is(true));
    assertThat(where, told.startsWith(beginning(text)), is(true));
    boolean shortEnough = text.codePointCount(0, text.length()) <= StatisticsBound.MOST_CHARACTERS;
    assertThat(where, told.equals(text) || !shortEnough, is(true));
    assertThat(where, new String(bytes(told), StandardCharsets.UTF_8), is(told));
  }

  @Test
  void a_long_text_is_cut_between_characters_and_its_greatest_goes_up() {
    String start = "€".repeat(31);
    assertThat(StatisticsBound.of(start + "ab", false), is(start + "a"));
    assertThat(StatisticsBound.of(start + "ab", true), is(start + "a\u007f"));
    assertThat(StatisticsBound.of(start + "𝄞𝄞", false), is(start + "𝄞"));
    assertThat(StatisticsBound.of(start + "𝄞𝄞", true), is(start + "𝄞" + GREATEST));
    assertThat(StatisticsBound.of(start + "a\u007f", true), is(start + "a" + GREATEST));
    assertThat(
        StatisticsBound.of(start + "a" + GREATEST + "b", true),
        is(start + "a" + GREATEST + "\u007f"));
    String all = GREATEST.repeat(40);
    assertThat(StatisticsBound.of(all, true), is(all));
    assertThat(StatisticsBound.of("a".repeat(32), true), is("a".repeat(32)));
  }

  @Test
  void a_time_that_the_log_cannot_say_is_left_out() {
    assertThat(StatisticsBound.of(Instant.parse("+12026-01-05T00:00:00Z"), true) == null, is(true));
    assertThat(
        StatisticsBound.of(Instant.parse("9999-12-31T23:59:59.999999Z"), true) == null, is(true));
    assertThat(
        StatisticsBound.of(Instant.parse("9999-12-31T23:59:59.999999Z"), false),
        is("9999-12-31T23:59:59.999Z"));
    assertThat(StatisticsBound.of(LocalDate.of(10_000, 1, 1), true) == null, is(true));
  }

  @Test
  void the_log_shows_no_personal_value_and_no_payload() throws IOException {
    JsonNode customers =
        statistics(
            StoredRows.refined(Customer.TABLE.within("wealth")),
            List.of(
                new Refined<>(
                    new Customer(
                        "C1",
                        "Jane Doe",
                        RiskCategory.LOW,
                        "jane@example.com",
                        "5551234",
                        LocalDate.of(1999, 9, 9),
                        null),
                    new Origin("file:/a.csv", 1, null, "run-1", "hash"))));
    assertThat(
        names(customers.path("nullCount")),
        is(
            Set.of(
                "customer_id",
                "risk_category",
                "updated_at",
                "_source",
                "_position",
                "_published_at",
                "_run_id")));
    assertThat(customers.toString(), not(containsString("Jane")));
    assertThat(customers.toString(), not(containsString("example")));
    Set<String> payloads = Set.of("source", "position", "published_at", "arrived_at", "run_id");
    assertThat(told(StoredRows.of(Raw.table(Trade.TABLE))).containsAll(payloads), is(true));
    for (StoredRows<?> stored :
        List.of(
            StoredRows.of(Raw.table(Trade.TABLE)), StoredRows.of(Rejected.table(Trade.TABLE)))) {
      for (String secret : List.of("payload", "header", "message_key", "payload_sha256")) {
        assertThat(told(stored).contains(secret), is(false));
      }
    }
  }

  @Test
  void the_day_of_a_partition_is_told_by_the_partition_alone() {
    assertThat(told(StoredRows.refined(Trade.TABLE)).contains("day"), is(false));
    assertThat(
        told(StoredRows.of(StockVolume.TABLE)),
        is(Set.of("stock_symbol", "trades", "quantity", "value")));
  }

  private static Set<String> told(StoredRows<?> stored) {
    try {
      return names(JSON.readTree(stored.statistics().toJson()).path("nullCount"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <E> JsonNode statistics(StoredRows<E> stored, List<E> rows) throws IOException {
    return JSON.readTree(SampleRows.write(lake.toString(), stored, rows).statistics());
  }

  private static Reading reading(Random random) {
    return new Reading(
        text(random),
        maybe(random, text(random)),
        maybe(random, text(random)),
        maybe(random, RiskCategory.values()[random.nextInt(3)]),
        maybe(random, decimal(random, 38, 8)),
        maybe(random, decimal(random, 18, 4)),
        maybe(random, time(random)),
        maybe(random, LocalDate.ofEpochDay(random.nextInt(60_000) - 30_000)),
        random.nextInt(),
        maybe(random, random.nextLong()),
        random.nextBoolean(),
        maybe(random, text(random) + "@example.com"),
        maybe(random, LocalDate.of(1999, 9, 9)));
  }

  private static <V> V maybe(Random random, V value) {
    return random.nextInt(3) == 0 ? null : value;
  }

  /** Of few characters, of all lengths in UTF-8, about as long as what is not cut. */
  private static String text(Random random) {
    List<String> characters =
        List.of("a", "z", "\u007f", "é", "€", "\ue000", "\uffff", "𝄞", GREATEST);
    StringBuilder text = new StringBuilder("x".repeat(random.nextInt(2) * 30));
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(characters.get(random.nextInt(characters.size())));
    }
    return text.toString();
  }

  private static BigDecimal decimal(Random random, int precision, int scale) {
    BigInteger most = BigInteger.TEN.pow(1 + random.nextInt(precision));
    BigInteger digits = new BigInteger(precision * 4, random).mod(most);
    return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), scale);
  }

  private static Instant time(Random random) {
    long micros = random.nextLong() % 60_000_000_000_000_000L;
    return Instant.EPOCH.plus(random.nextBoolean() ? micros : micros % 3_000, ChronoUnit.MICROS);
  }

  private static Object plain(Object value) {
    return value instanceof Enum<?> choice ? choice.name() : value;
  }

  private static String beginning(String text) {
    return text.codePoints()
        .limit(StatisticsBound.MOST_CHARACTERS)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Instant instant(JsonNode text) {
    return OffsetDateTime.parse(text.asText()).toInstant();
  }

  private static BigDecimal number(Object value) {
    return value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object a, Object b) {
    return ((Comparable<Object>) a).compareTo(b);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
