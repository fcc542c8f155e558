package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.BRONZE;
import static dev.assay.pipelines.StreamedTrades.SILVER;
import static dev.assay.pipelines.StreamedTrades.raw;
import static dev.assay.pipelines.StreamedTrades.total;
import static dev.assay.pipelines.StreamedTrades.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.Refined;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts come in turns; each turn here is one bundle. */
class PublishEpochTest {
  private static final String DAY = "2026-01-05";
  private static final Refined<Trade> ONE = trade("T1", 0, DAY, "10");
  private static final Refined<Trade> TWO = trade("T2", 1, DAY, "11");

  @TempDir Path folder;
  private StreamedTrades trades;
  private Began run;

  @BeforeEach
  void begin() {
    trades = new StreamedTrades(folder.resolve("lake"));
    run = trades.begin(1);
  }

  @Test
  void books_that_do_not_add_up_are_not_published() {
    publish(
        List.of(
            List.of(run, trades.bronze(0, 1), trades.silver(ONE)),
            List.of(total("read", DAY, 2, "21"), total("valid", DAY, 1, "10"))));
    assertThat(trades.versions(), is(anEmptyMap()));
    assertThat(trades.books(), is(empty()));
    assertThat(trades.ledger().lastEpoch().isEmpty(), is(true));
  }

  @Test
  void nothing_is_published_before_the_run_has_begun() {
    publish(List.of(first()));
    assertThat(trades.versions(), is(anEmptyMap()));
  }

  @Test
  void parts_wait_for_those_that_they_belong_to_and_are_published_together() {
    List<Record> parts = first();
    publish(
        List.of(
            List.of(run, parts.get(0)),
            List.of(parts.get(2), parts.get(3)),
            List.of(parts.get(1))));
    assertThat(trades.rows(BRONZE), contains(raw(0)));
    assertThat(trades.rows(SILVER), contains(ONE));
    assertThat(trades.books(), contains("read 2026-01-05: 1 / 10", "valid 2026-01-05: 1 / 10"));
    assertThat(trades.ledger().lastEpoch().orElseThrow().sequence(), is(1_000_000_001L));
  }

  @Test
  void each_epoch_holds_its_own_rows_and_the_totals_of_the_run() {
    List<Record> begun = new java.util.ArrayList<>(first());
    begun.add(run);
    publish(List.of(begun, second()));
    assertThat(trades.rows(BRONZE), contains(raw(0), raw(1)));
    assertThat(trades.rows(SILVER), contains(ONE, TWO));
    assertThat(trades.books(), contains("read 2026-01-05: 2 / 21", "valid 2026-01-05: 2 / 21"));
    assertThat(trades.ledger().lastEpoch().orElseThrow().files().size(), is(2));
    assertThat(trades.ledger().lastEpoch().orElseThrow().sequence(), is(1_000_000_002L));
  }

  private List<Record> first() {
    return List.of(
        trades.bronze(0, 1),
        trades.silver(ONE),
        total("read", DAY, 1, "10"),
        total("valid", DAY, 1, "10"));
  }

  private List<Record> second() {
    return List.of(
        trades.bronze(1, 2),
        trades.silver(TWO),
        total("read", DAY, 1, "11"),
        total("valid", DAY, 1, "11"));
  }

  private void publish(List<List<Record>> turns) {
    TestStream.Builder<KV<Integer, EpochPart>> events =
        TestStream.create(KvCoder.of(VarIntCoder.of(), EpochPart.coder()));
    for (List<Record> turn : turns) {
      List<TimestampedValue<KV<Integer, EpochPart>>> parts =
          turn.stream()
              .map(part -> TimestampedValue.of(KV.of(0, new EpochPart(part)), new Instant(0)))
              .toList();
      events = events.addElements(parts.get(0), rest(parts));
    }
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    pipeline
        .apply("Parts", events.advanceWatermarkToInfinity())
        .apply(
            "Publish",
            ParDo.of(
                new PublishEpoch(PlanStreamIT.settings(trades, new Lateness(null)), Wealth.FLOW)));
    pipeline.run().waitUntilFinish();
  }

  @SuppressWarnings("unchecked")
  private static <E> TimestampedValue<E>[] rest(List<TimestampedValue<E>> parts) {
    return parts.subList(1, parts.size()).toArray(TimestampedValue[]::new);
  }
}
