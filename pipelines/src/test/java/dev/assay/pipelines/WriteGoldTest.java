package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.GoldBehind;
import dev.assay.pipelines.EpochPart.GoldFile;
import dev.assay.pipelines.EpochPart.GoldTold;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.Replace;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.Owed;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lake's gold after what was stated, as readers see it. */
class WriteGoldTest {
  private static final Table<StockVolume> VOLUMES = StockVolume.TABLE.within("wealth");
  private static final StoredRows<StockVolume> STORED = StoredRows.of(VOLUMES);
  private static final String DAY = "2026-01-05";
  private static final String NEXT = "2026-01-06";

  @TempDir Path folder;
  private StreamedTrades trades;
  private Began run;

  /** A stock that was ever traded, as only this test knows it: gold without days. */
  public record Traded(@Key String stockSymbol, long trades) {
    static final Table<Traded> TABLE =
        Table.of("traded", Traded.class).in(Layer.GOLD).within("wealth");
  }

  @BeforeEach
  void begin() {
    trades = new StreamedTrades(folder.resolve("lake"));
    run = trades.begin(1);
  }

  @Test
  void of_a_key_the_newest_statement_is_written_in_whatever_order_they_come() {
    write(events(state(DAY, "A", 3, 2), state(DAY, "A", 1, 1), state(DAY, "B", 5, 1)).passes());
    assertThat(trades.rows(STORED), contains(volume(DAY, "A", 3), volume(DAY, "B", 5)));
  }

  @Test
  void each_interval_changes_the_rows_that_were_stated_since_and_leaves_the_others() {
    write(
        events(state(DAY, "A", 1, 1), state(DAY, "B", 1, 1), state(NEXT, "A", 1, 1))
            .passes()
            .then(state(DAY, "B", 2, 2), state(DAY, "C", 1, 2))
            .passes()
            .then(withdraw(DAY, "A", 3))
            .passes());
    assertThat(
        trades.rows(STORED),
        contains(volume(DAY, "B", 2), volume(DAY, "C", 1), volume(NEXT, "A", 1)));
    LakeTable lake = LakeTable.at(trades.lake, STORED);
    assertThat("one file a day", lake.files(lake.version().getAsLong()).size(), is(2));
  }

  @Test
  void the_first_file_of_a_run_takes_the_place_of_all_that_the_lake_has_of_the_day() {
    publish(volume(DAY, "A", 1), volume(DAY, "OLD", 1));
    publish(volume(DAY, "B", 1));
    publish(volume(NEXT, "B", 7));
    write(events(state(DAY, "A", 2, 1), withdraw(DAY, "OLD", 1)).passes());
    assertThat(
        trades.rows(STORED),
        contains(volume(DAY, "A", 2), volume(DAY, "B", 1), volume(NEXT, "B", 7)));
  }

  @Test
  void a_day_without_rows_has_no_file_and_gets_one_again_with_the_next_row() {
    publish(volume(DAY, "A", 1));
    write(events(withdraw(DAY, "A", 1)).passes());
    assertThat(trades.rows(STORED), is(empty()));

    run = trades.begin(2);
    write(
        events(state(DAY, "B", 1, 1))
            .passes()
            .then(withdraw(DAY, "B", 2))
            .passes()
            .then(state(DAY, "C", 1, 3))
            .passes());
    assertThat(trades.rows(STORED), contains(volume(DAY, "C", 1)));
  }

  @Test
  void what_the_lake_has_already_is_not_written_again() {
    publish(volume(DAY, "A", 1), volume(DAY, "B", 2));
    long version = LakeTable.at(trades.lake, STORED).version().getAsLong();
    write(
        events(state(DAY, "B", 2, 1), withdraw(DAY, "GONE", 1))
            .passes()
            .then(state(DAY, "A", 1, 2))
            .passes());
    assertThat(LakeTable.at(trades.lake, STORED).version().getAsLong(), is(version));
  }

  @Test
  void gold_without_days_is_one_file() {
    LakeGold gold = new LakeGold(settings());
    Table<Traded> table = Traded.TABLE;
    TestStream.Builder<Rows<Restated<Traded>>> events =
        TestStream.create(Rows.coder(Restated.coder(table)))
            .addElements(
                new Rows<>(
                    List.of(
                        new Restated<>(new Traded("A", 1), true, 1),
                        new Restated<>(new Traded("B", 1), true, 1))))
            .advanceProcessingTime(Duration.standardMinutes(1))
            .addElements(
                new Rows<>(
                    List.of(
                        new Restated<>(new Traded("A", 0), false, 2),
                        new Restated<>(new Traded("B", 4), true, 2))))
            .advanceProcessingTime(Duration.standardMinutes(1));
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    gold.add(table, pipeline.apply("Stated", events.advanceWatermarkToInfinity()));
    Flow flow =
        Wealth.FLOW.gold(
            dev.assay.transforms.Derive.into(Traded.TABLE)
                .of(StockVolume.TABLE)
                .each(StockVolume::stockSymbol)
                .rows(all -> List.of(new Traded(all.get(0).stockSymbol(), all.size()))));
    publish(pipeline, gold, flow);
    assertThat(trades.rows(StoredRows.of(table)), contains(new Traded("B", 4)));
  }

  @Test
  void an_epoch_of_gold_that_comes_again_changes_nothing() {
    GoldFile first = file(1, volume(DAY, "A", 1));
    GoldFile second = file(2, volume(DAY, "A", 2), volume(DAY, "B", 2));
    trades.publish(run, List.of(second, first));
    assertThat(trades.rows(STORED), contains(volume(DAY, "A", 2), volume(DAY, "B", 2)));
    Map<String, Long> versions = trades.versions();
    trades.publish(run, List.of(first));
    trades.publish(run, List.of(second));
    assertThat(trades.versions(), is(versions));
  }

  /** After it went back to an earlier state, a runner may give the later part first. */
  @Test
  void a_file_that_comes_after_a_later_one_of_its_day_does_not_take_its_place() {
    trades.publish(run, List.of(file(2, volume(DAY, "A", 2))));
    trades.publish(run, List.of(file(1, volume(DAY, "A", 1))));
    assertThat(trades.rows(STORED), contains(volume(DAY, "A", 2)));
    trades.publish(run, List.of(file(3, volume(DAY, "A", 3))));
    assertThat(trades.rows(STORED), contains(volume(DAY, "A", 3)));
  }

  @Test
  void a_day_is_behind_while_something_is_owed_or_stated_and_not_written() {
    Duration minute = Duration.standardMinutes(1);
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    LakeGold gold = new LakeGold(settings());
    // Two parts owe, and one of them has nothing to state in the end.
    PCollection<String> events =
        pipeline.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements("owed", "never paid", "owed")
                .advanceProcessingTime(minute)
                .addElements("paid")
                .advanceProcessingTime(minute)
                .addElements("stated")
                .addElements("paid")
                .advanceProcessingTime(minute.plus(minute))
                .addElements("owed")
                .addElements("paid")
                .advanceWatermarkToInfinity());
    gold.add(
        VOLUMES,
        events
            .apply(Filter.equal("stated"))
            .apply(
                MapElements.into(new TypeDescriptor<Rows<Restated<StockVolume>>>() {})
                    .via(any -> new Rows<>(List.of(state(DAY, "A", 1, 1)))))
            .setCoder(Rows.coder(Restated.coder(VOLUMES))));
    gold.owe(
        events
            .apply("Of parts", Filter.by(event -> !event.equals("stated")))
            .apply(MapElements.into(TypeDescriptor.of(Owed.class)).via(WriteGoldTest::owed))
            .setCoder(RecordCoder.of(Owed.class)));
    PAssert.that(gold.write(plan(pipeline)))
        .satisfies(
            parts -> {
              Map<String, List<Long>> told = new HashMap<>();
              boolean isAllTold = false;
              for (EpochPart part : parts) {
                if (part.content() instanceof GoldBehind behind) {
                  told.computeIfAbsent(behind.day().toString(), day -> new ArrayList<>())
                      .add(behind.number());
                } else if (part.content() instanceof GoldTold) {
                  isAllTold = true;
                }
              }
              assertThat(isAllTold, is(true));
              assertThat(told.keySet(), containsInAnyOrder(DAY, NEXT));
              assertThat(told.get(NEXT).stream().allMatch(WriteGold::isBehind), is(true));
              assertThat(turns(told.get(DAY)), contains(true, false, true, false));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static Owed owed(String event) {
    String day = event.equals("never paid") ? NEXT : DAY;
    return new Owed(VOLUMES.name(), LocalDate.parse(day), event.equals("paid"));
  }

  /** Whether it began to be behind, or was so no more, each time that this changed. */
  private static List<Boolean> turns(List<Long> numbers) {
    List<Boolean> turns = new ArrayList<>();
    for (long number : numbers.stream().sorted().toList()) {
      boolean isBehind = WriteGold.isBehind(number);
      if (turns.isEmpty() || turns.get(turns.size() - 1) != isBehind) {
        turns.add(isBehind);
      }
    }
    return turns;
  }

  private GoldFile file(long number, StockVolume... rows) {
    var file = WriteParquet.now(STORED, trades.lake, LocalDate.parse(DAY), List.of(rows));
    return new GoldFile(
        file.path(),
        file.table(),
        file.day(),
        number,
        file.path(),
        file.rows(),
        file.bytes(),
        file.statistics());
  }

  private static StockVolume volume(String day, String stock, long value) {
    return new StockVolume(
        LocalDate.parse(day),
        stock,
        1,
        new BigDecimal("1.0000"),
        new BigDecimal(value).setScale(8));
  }

  private static Restated<StockVolume> state(String day, String stock, long value, long number) {
    return new Restated<>(volume(day, stock, value), true, number);
  }

  private static Restated<StockVolume> withdraw(String day, String stock, long number) {
    return new Restated<>(volume(day, stock, 0), false, number);
  }

  /** What a stream of statements brings. */
  private record Events(TestStream.Builder<Rows<Restated<StockVolume>>> builder) {
    Events passes() {
      return new Events(builder.advanceProcessingTime(Duration.standardMinutes(1)));
    }

    /** Each comes by itself. */
    @SafeVarargs
    final Events then(Restated<StockVolume>... statements) {
      TestStream.Builder<Rows<Restated<StockVolume>>> all = builder;
      for (Restated<StockVolume> statement : statements) {
        all = all.addElements(new Rows<>(List.of(statement)));
      }
      return new Events(all);
    }
  }

  @SafeVarargs
  private static Events events(Restated<StockVolume>... statements) {
    return new Events(
            TestStream.create(Rows.coder(Restated.coder(VOLUMES)))
                .advanceWatermarkTo(Instant.parse(DAY)))
        .then(statements);
  }

  private void write(Events events) {
    LakeGold gold = new LakeGold(settings());
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    gold.add(VOLUMES, pipeline.apply("Stated", events.builder().advanceWatermarkToInfinity()));
    publish(pipeline, gold, Wealth.FLOW);
  }

  private StreamSettings settings() {
    return PlanStreamIT.settings(trades, new Lateness(null));
  }

  private static PCollection<RunPlan> plan(Pipeline pipeline) {
    return pipeline
        .apply("Plan", Create.of("plan"))
        .apply(
            "As a plan",
            MapElements.into(TypeDescriptor.of(RunPlan.class))
                .via(text -> StreamedTrades.plan(1, RunPlan.STREAM, Map.of())))
        .setCoder(RunPlan.coder());
  }

  /** As a stream publishes it. */
  private void publish(Pipeline pipeline, LakeGold gold, Flow flow) {
    PCollection<EpochPart> parts = gold.write(plan(pipeline));
    PCollectionList.of(
            pipeline.apply("Began", Create.of(new EpochPart(run)).withCoder(EpochPart.coder())))
        .and(parts)
        .apply(Flatten.pCollections())
        .apply(WithKeys.of(0))
        .setCoder(KvCoder.of(VarIntCoder.of(), EpochPart.coder()))
        .apply("Publish", ParDo.of(new PublishEpoch(settings(), flow)));
    pipeline.run().waitUntilFinish();
  }

  /** As a bounded run has published it. */
  private void publish(StockVolume... rows) {
    LakeTable.at(trades.lake, STORED)
        .commit(
            "test " + rows[0] + rows.length,
            1,
            Stream.of(WriteParquet.now(STORED, trades.lake, rows[0].day(), List.of(rows))).toList(),
            new Replace.None());
  }
}
