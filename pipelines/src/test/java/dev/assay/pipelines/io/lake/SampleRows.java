package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.KnownTables;
import dev.assay.schemas.Column;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordShape;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows of any table, with every value that a column can have at its edges. */
final class SampleRows {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);

  /** How one table is stored, and some of its rows. */
  record Sample<E>(StoredRows<E> stored, List<E> rows) {
    @Override
    public String toString() {
      return stored.toString();
    }
  }

  private SampleRows() {}

  static Stream<Sample<?>> everyTable() {
    Stream<Table<?>> envelopes = Stream.of(Raw.table(Trade.TABLE), Rejected.table(Trade.TABLE));
    return Stream.concat(KnownTables.ALL.stream(), envelopes)
        .flatMap(
            table ->
                table.layer() == Layer.SILVER
                    ? Stream.of(flat(table), refined(table))
                    : Stream.of(flat(table)));
  }

  private static <T extends Record> Sample<T> flat(Table<T> table) {
    return new Sample<>(StoredRows.of(table.within("any")), rows(table, 50));
  }

  private static <T extends Record> Sample<Refined<T>> refined(Table<T> table) {
    return new Sample<>(
        StoredRows.refined(table.within("any")),
        IntStream.range(0, 50)
            .mapToObj(i -> new Refined<>(row(table.type(), i), origin(i)))
            .toList());
  }

  static <T extends Record> List<T> rows(Table<T> table, int count) {
    return IntStream.range(0, count).mapToObj(i -> row(table.type(), i)).toList();
  }

  static Refined<Trade> trade(int i, LocalDate day) {
    Trade like = row(Trade.class, i);
    Instant time = day.atTime(i % 24, 30).toInstant(java.time.ZoneOffset.UTC);
    return new Refined<>(
        new Trade(
            "T" + i,
            like.customerId(),
            like.stockSymbol(),
            like.transactionType(),
            new BigDecimal("2.5000"),
            BigDecimal.valueOf(i, 4),
            "USD",
            time,
            like.name(),
            like.riskCategory()),
        origin(i));
  }

  private static Origin origin(int i) {
    return row(Origin.class, i);
  }

  @SuppressWarnings("unchecked")
  private static <T> T row(Class<T> type, int i) {
    RecordShape shape = RecordShape.of(type);
    return (T) shape.make(shape.columns().stream().map(c -> value(c, i)).toArray());
  }

  private static Object value(Column column, int i) {
    if (column.maybe() && i % 3 == 0) {
      return null;
    }
    return switch (column.kind()) {
      case TEXT -> i == 1 ? "" : column.name() + "\n\"ä€𝄞\u0000" + i;
      case CHOICE -> column.type().getEnumConstants()[i % column.type().getEnumConstants().length];
      case DECIMAL -> decimal(column, i);
      case INSTANT -> instant(column, i);
      case DATE -> FIRST.plusDays(i % 4);
      case INT -> i == 1 ? Integer.MIN_VALUE : i;
      case LONG -> i == 1 ? Long.MIN_VALUE : i;
      case BOOLEAN -> i % 2 == 0;
    };
  }

  private static BigDecimal decimal(Column column, int i) {
    BigInteger most = BigInteger.TEN.pow(column.precision()).subtract(BigInteger.ONE);
    return switch (i) {
      case 1 -> new BigDecimal(most, column.scale());
      case 2 -> new BigDecimal(most.negate(), column.scale());
      default -> BigDecimal.valueOf(i * 12_345L, column.scale());
    };
  }

  private static Instant instant(Column column, int i) {
    return switch (i) {
      case 1 -> Instant.parse("1969-12-31T23:59:59.999999Z");
      case 2 -> Instant.parse("2026-01-05T23:59:59.999999Z");
      default ->
          Instant.parse("2026-01-05T00:00:00Z").plusSeconds(i * 7_200L).plusNanos(i * 1_000L);
    };
  }

  /** A written file of these rows, which must be of one day where the table is partitioned. */
  static <E> DataFile write(String lake, StoredRows<E> stored, List<E> rows) throws IOException {
    LocalDate day = stored.dayOf(rows.get(0)).orElse(null);
    ParquetFile<E> file = ParquetFile.create(stored, stored.folder(lake), "part", day, 0);
    for (E row : rows) {
      file.write(row);
    }
    return file.close();
  }
}
