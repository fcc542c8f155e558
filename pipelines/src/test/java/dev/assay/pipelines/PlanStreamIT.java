package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.total;
import static dev.assay.pipelines.StreamedTrades.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.Replace;
import dev.assay.transforms.Lateness;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanStreamIT {
  @TempDir Path folder;
  private StreamedTrades trades;

  @BeforeEach
  void lake() {
    trades = new StreamedTrades(folder.resolve("lake"));
  }

  @Test
  void the_first_stream_is_run_1_on_an_empty_lake() {
    RunPlan plan = plan(trades, 2);
    assertThat(plan.number(), is(1L));
    assertThat(plan.isStream(), is(true));
    assertThat(plan.topics(), is(Map.of("trades", "id of trades")));
    assertThat(plan.bases(), is(Map.of()));
    assertThat(plan.firstOpenDay(), is(nullValue()));
  }

  @Test
  void a_stream_builds_on_what_the_lake_holds_and_closes_days_by_its_newest() {
    publish();
    RunPlan plan = plan(trades, 2);
    assertThat(plan.number(), is(2L));
    assertThat(plan.bases(), is(Map.of("bronze/trades", 1L, "silver/trades", 1L)));
    assertThat(plan.firstOpenDay(), is("2026-01-03"));
  }

  @Test
  void no_day_is_closed_without_allowed_lateness() {
    publish();
    assertThat(plan(trades, null).firstOpenDay(), is(nullValue()));
  }

  @Test
  void a_stream_that_published_nothing_is_given_up_and_its_number_is_not_given_twice() {
    RunPlan first = plan(trades, null);
    RunPlan again = plan(trades, null);
    assertThat(again.number(), is(2L));
    assertThat(numbers(), contains(2L));
    LakeException refused =
        assertThrows(
            LakeException.class, () -> trades.ledger().checkNewest(first.number(), first.runId()));
    assertThat(refused.getMessage(), containsString("Another run has taken over from run 1"));
  }

  @Test
  void a_launch_that_fails_when_it_has_planned_goes_on_with_its_plan() {
    StreamSettings launch = settings(trades, new Lateness(null));
    RunPlan first = launch(trades, launch);
    assertThat(OfPlan.told(launch), is(Optional.of(first)));
    assertThat(launch(trades, launch), is(first));
    assertThat(numbers(), contains(1L));
  }

  @Test
  void a_launch_goes_on_with_the_run_of_its_saved_state() {
    StreamSettings first = settings(trades, new Lateness(null));
    RunPlan saved = launch(trades, first);
    for (int i = 0; i < 2; i++) {
      StreamSettings again = settings(trades, new Lateness(null));
      assertThat(OfPlan.told(again), is(Optional.empty()));
      tell(again, saved);
      assertThat(OfPlan.told(again), is(Optional.of(saved)));
      assertThat("readers are saved", OfPlan.told(first), is(Optional.of(saved)));
    }
  }

  @Test
  void a_launch_from_state_of_a_run_that_another_took_over_from_is_refused() {
    RunPlan saved = plan(trades, null);
    plan(trades, null);
    RuntimeException refused =
        assertThrows(
            RuntimeException.class, () -> tell(settings(trades, new Lateness(null)), saved));
    assertThat(refused.getMessage(), containsString("Another run has taken over from run 1"));
  }

  @Test
  void a_bounded_run_that_has_published_something_must_be_finished_first() {
    trades.ledger().write(StreamedTrades.plan(1, RunKind.LOAD.text(), Map.of()));
    LakeTable.at(trades.lake, StreamedTrades.BRONZE)
        .commit("assay.wealth", 1, List.of(trades.bronze(0, 1)), new Replace.None());
    RuntimeException refused = assertThrows(RuntimeException.class, () -> plan(trades, null));
    assertThat(
        refused.getMessage(),
        containsString("a load, is not finished. Start that run again to finish it"));
    assertThat(numbers(), contains(1L));
  }

  @Test
  void a_bounded_run_that_published_nothing_is_forgotten() {
    publish();
    trades.ledger().write(StreamedTrades.plan(2, RunKind.LOAD.text(), Map.of()));
    RunPlan plan = plan(trades, null);
    assertThat(plan.number(), is(3L));
    assertThat(plan.isStream(), is(true));
    assertThat(numbers(), contains(1L, 3L));
  }

  private void publish() {
    trades.publish(
        trades.begin(1),
        List.of(
            trades.bronze(0, 1),
            trades.silver(trade("T1", 0, "2026-01-05", "10")),
            total("read", "2026-01-05", 1, "10"),
            total("valid", "2026-01-05", 1, "10")));
  }

  private List<Long> numbers() {
    return trades.ledger().plans().stream().map(RunPlan::number).toList();
  }

  /** Plans a stream over this lake, as its worker does first. */
  static RunPlan plan(StreamedTrades trades, Integer lateness) {
    return launch(trades, settings(trades, new Lateness(lateness)));
  }

  private static RunPlan launch(StreamedTrades trades, StreamSettings settings) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    pipeline
        .apply(Create.of("begin").withCoder(StringUtf8Coder.of()))
        .apply(
            "Plan",
            ParDo.of(new PlanStream(settings, Wealth.FLOW, topic -> "id of " + topic.topic())))
        .setCoder(RunPlan.coder())
        .apply(
            "Tell",
            TellLaunch.of(settings, pipeline.apply("None", Create.empty(StringUtf8Coder.of()))));
    pipeline.run().waitUntilFinish();
    List<RunPlan> plans = trades.ledger().plans();
    return plans.get(plans.size() - 1);
  }

  private static void tell(StreamSettings settings, RunPlan plan) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    pipeline
        .apply(Create.of(plan).withCoder(RunPlan.coder()))
        .apply(
            "Tell",
            TellLaunch.of(settings, pipeline.apply("None", Create.empty(StringUtf8Coder.of()))));
    pipeline.run().waitUntilFinish();
  }

  static StreamSettings settings(StreamedTrades trades, Lateness lateness) {
    return new StreamSettings(
        Wealth.FLOW.name(),
        trades.lake,
        trades.warehouse,
        Map.of(
            "trades", List.of(new Endpoint.Topic("127.0.0.1:9092", "trades", "assay", Map.of()))),
        StreamStart.OFFSETS,
        lateness,
        StreamSettings.INTERVAL,
        4,
        StreamSettings.LAKE_INTERVAL,
        UUID.randomUUID().toString());
  }
}
