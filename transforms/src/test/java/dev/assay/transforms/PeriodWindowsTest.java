package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Column;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Period;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Sums of a stream by day and month, in one grouping. */
class PeriodWindowsTest {
  /** A sale. */
  public record Sale(@Key String saleId, @EventTime LocalDate soldOn) {
    static final Table<Sale> TABLE = Table.of("sales", Sale.class);
  }

  /** What was sold in a month. */
  public record Month(@Key @EventTime(per = Period.MONTH) LocalDate month, @Column.Sum long sales) {
    static final Table<Month> TABLE = Table.of("months", Month.class).in(Layer.GOLD);
  }

  /** What was sold on a day. */
  public record Day(@Key @EventTime LocalDate day, @Column.Sum long sales) {
    static final Table<Day> TABLE = Table.of("days", Day.class).in(Layer.GOLD);
  }

  /** A day closes when it is over; its month goes on. */
  @Test
  void month_takes_rows_until_it_closes_though_its_first_day_has_closed() {
    Pipeline pipeline = Payloads.pipeline();
    PCollection<Rows<Change<Sale>>> sales =
        pipeline.apply(
            TestStream.create(Rows.coder(Change.coder(Sale.TABLE)))
                .addElements(sale("S1", 1, 5))
                .advanceWatermarkTo(Instant.parse("2026-01-20T00:00:00Z"))
                .addElements(sale("S2", 1, 20), sale("S3", 1, 31), sale("S4", 2, 1))
                .advanceProcessingTime(Duration.standardMinutes(1))
                .advanceWatermarkToInfinity());
    AggregatedStream sums = sums(2, sales);
    Outputs<Rows<Restated<Month>>> months = Outputs.of(sums.rows(Month.TABLE));
    Outputs<Rows<Restated<Day>>> days = Outputs.of(sums.rows(Day.TABLE));
    pipeline.run().waitUntilFinish();
    Map<LocalDate, Long> byMonth = new TreeMap<>();
    Outputs.flat(months)
        .forEach(each -> byMonth.merge(each.row().month(), each.row().sales(), Math::max));
    assertThat(byMonth, is(Map.of(LocalDate.of(2026, 1, 1), 3L, LocalDate.of(2026, 2, 1), 1L)));
    assertThat(
        Outputs.flat(days).stream().map(each -> each.row().day()).distinct().count(), is(4L));
  }

  @Test
  void each_table_owes_what_changed_of_a_period_until_it_is_stated() {
    Pipeline pipeline = Payloads.pipeline();
    PCollection<Rows<Change<Sale>>> sales =
        pipeline.apply(
            TestStream.create(Rows.coder(Change.coder(Sale.TABLE)))
                .advanceWatermarkTo(Instant.parse("2026-01-05T00:00:00Z"))
                .addElements(sale("S1", 1, 5))
                .addElements(sale("S2", 1, 5))
                .advanceProcessingTime(Duration.standardMinutes(1))
                .addElements(sale("S3", 1, 5))
                .advanceProcessingTime(Duration.standardMinutes(1))
                .addElements(sale("S4", 1, 31))
                .advanceWatermarkToInfinity());
    AggregatedStream sums = sums(1, sales);
    Outputs<Owed> owed = Outputs.of(sums.owed());
    pipeline.run().waitUntilFinish();
    Map<String, List<Boolean>> stated = new TreeMap<>();
    owed.list()
        .forEach(
            each ->
                stated
                    .computeIfAbsent(each.table() + " " + each.day(), of -> new ArrayList<>())
                    .add(each.isStated()));
    assertThat(
        stated,
        is(
            Map.of(
                "days 2026-01-05", List.of(false, true, false, true),
                "days 2026-01-31", List.of(false, true),
                "months 2026-01-01", List.of(false, true, false, true, false, true))));
  }

  private static AggregatedStream sums(int shards, PCollection<Rows<Change<Sale>>> sales) {
    return Added.up(
        shards,
        sales,
        new Lateness(0),
        Duration.standardSeconds(1),
        List.<Metric<Sale, ?>>of(
            Metric.of(Day.TABLE, sale -> new Day(sale.soldOn(), 1)),
            Metric.of(Month.TABLE, sale -> new Month(Period.MONTH.first(sale.soldOn()), 1))));
  }

  private static TimestampedValue<Rows<Change<Sale>>> sale(String id, int month, int day) {
    LocalDate soldOn = LocalDate.of(2026, month, day);
    Change<Sale> change =
        new Change<>(
            Change.Kind.GAINED,
            new Refined<>(new Sale(id, soldOn), new Origin("test", 0, null, "", "")));
    return TimestampedValue.of(new Rows<>(List.of(change)), Instant.parse(soldOn + "T10:00:00Z"));
  }
}
