package dev.assay.pipelines.io.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.transforms.Given;
import dev.assay.transforms.Rows;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarehouseSinkTest {
  private static final Table<StockVolume> VOLUMES = StockVolume.TABLE.within("wealth");
  private static final Coder<Rows<StockVolume>> CODER =
      Rows.coder(RecordCoder.of(StockVolume.class));

  private Warehouse warehouse;

  @BeforeEach
  void createTable() {
    warehouse = TestPostgres.freshDatabase();
    warehouse.prepare(List.of(VOLUMES), List.of());
  }

  @Test
  void pipeline_writes_its_rows_and_tells_how_many() {
    Pipeline pipeline = Pipeline.create();
    WarehouseSink.Written written =
        upsert(pipeline, warehouse, List.of(rows(0, 7_000), rows(7_000, 12_000)));

    PAssert.that(written.rows().apply(Sum.longsGlobally())).containsInAnyOrder(12_000L);
    PAssert.that(written.refused()).empty();
    pipeline.run().waitUntilFinish();

    assertThat(TestPostgres.count(warehouse, VOLUMES), is(12_000L));
  }

  @Test
  void refused_row_comes_out_with_its_reason_and_content() {
    TestPostgres.execute(
        warehouse, "ALTER TABLE wealth.stock_volumes ADD CONSTRAINT few CHECK (trades <> 3)");
    Pipeline pipeline = Pipeline.create();
    WarehouseSink.Written written = upsert(pipeline, warehouse, List.of(rows(0, 10)));

    PAssert.that(written.refused())
        .containsInAnyOrder(
            new Refused(
                "wealth.stock_volumes",
                "warehouse_accepts_row",
                "23514",
                "a row breaks a constraint (few)",
                "{\"day\":\"2026-01-02\",\"stock_symbol\":\"S3\",\"trades\":3,"
                    + "\"quantity\":1.5000,\"value\":2.25000000}",
                LocalDate.of(2026, 1, 2),
                1,
                new BigDecimal("2.25000000"),
                "USD"));
    pipeline.run().waitUntilFinish();

    assertThat(TestPostgres.count(warehouse, VOLUMES), is(9L));
  }

  @Test
  void rows_of_several_windows_in_one_bundle_are_told_in_their_own_windows() {
    TestPostgres.execute(
        warehouse, "ALTER TABLE wealth.stock_volumes ADD CONSTRAINT few CHECK (trades <> 3)");
    Pipeline pipeline = Pipeline.create();
    FixedWindows hours = FixedWindows.of(Duration.standardHours(1));
    WarehouseSink.Written written =
        pipeline
            .apply(
                Create.timestamped(
                        TimestampedValue.of(rows(0, 5), new Instant(0)),
                        TimestampedValue.of(rows(5, 8), new Instant(3_600_000)))
                    .withCoder(CODER))
            .apply(Window.into(hours))
            .apply(
                WarehouseSink.upsert(VOLUMES, warehouse, version(pipeline), StockVolume::trades));

    PAssert.that(written.refused().apply("Count refused", hourly()))
        .inWindow(hours.assignWindow(new Instant(0)))
        .containsInAnyOrder(1L);
    PAssert.that(written.rows().apply("Sum", Sum.longsGlobally().withoutDefaults()))
        .satisfies(
            sums -> {
              long all = 0;
              for (long sum : sums) {
                all += sum;
              }
              assertThat(all, is(7L));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static Combine.Globally<Refused, Long> hourly() {
    return Combine.globally(Count.<Refused>combineFn()).withoutDefaults();
  }

  @Test
  void sink_without_rows_opens_no_connection() {
    Pipeline pipeline = Pipeline.create();
    Warehouse nowhere = TestPostgres.warehouse(1, "nowhere");

    PAssert.that(upsert(pipeline, nowhere, List.of()).rows()).empty();
    pipeline.run().waitUntilFinish();
  }

  private static WarehouseSink.Written upsert(
      Pipeline pipeline, Warehouse warehouse, List<Rows<StockVolume>> rows) {
    return pipeline
        .apply("Volumes", Create.of(rows).withCoder(CODER))
        .apply(
            "Write volumes",
            WarehouseSink.upsert(VOLUMES, warehouse, version(pipeline), StockVolume::trades));
  }

  private static Given<Long> version(Pipeline pipeline) {
    PCollectionView<Long> version =
        pipeline
            .apply("Version", Create.of(1L).withCoder(VarLongCoder.of()))
            .apply(View.asSingleton());
    return Given.by(version);
  }

  private static Rows<StockVolume> rows(int from, int to) {
    return new Rows<>(
        IntStream.range(from, to)
            .mapToObj(
                i ->
                    new StockVolume(
                        LocalDate.of(2026, 1, 2),
                        "S" + i,
                        i,
                        new BigDecimal("1.5000"),
                        new BigDecimal("2.25000000")))
            .toList());
  }
}
