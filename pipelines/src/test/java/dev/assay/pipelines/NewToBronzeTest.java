package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.raw;
import static dev.assay.pipelines.StreamedTrades.total;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Given;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.Rows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewToBronzeTest {
  @TempDir Path folder;
  private StreamedTrades trades;

  @BeforeEach
  void lake() {
    trades = new StreamedTrades(folder.resolve("lake"));
  }

  @Test
  void payloads_that_bronze_holds_are_left_alone_and_counted_as_known() {
    trades.publish(trades.begin(1), bronzeUpTo3());
    assertNews(2, List.of(raw(3), raw(4)), total("known", null, 3, "0"));
  }

  @Test
  void payloads_of_another_source_are_new_whatever_their_position() {
    trades.publish(trades.begin(1), bronzeUpTo3());
    Raw other =
        new Raw(
            "kafka:trades/1@topic",
            0,
            "payload",
            null,
            null,
            raw(0).arrivedAt(),
            "r2",
            "hash",
            null);
    assertNews(2, List.of(raw(1), other), List.of(other), total("known", null, 1, "0"));
  }

  @Test
  void everything_is_new_to_a_lake_that_no_stream_has_written() {
    assertNews(1, List.of(raw(0), raw(1), raw(2), raw(3), raw(4)));
  }

  @Test
  void what_a_run_itself_has_published_is_not_held_against_it() {
    trades.publish(trades.begin(1), bronzeUpTo3());
    assertNews(1, List.of(raw(0), raw(1), raw(2), raw(3), raw(4)));
  }

  private List<Record> bronzeUpTo3() {
    return List.of(trades.bronze(0, 3), total("read", null, 3, "0"));
  }

  private void assertNews(long run, List<Raw> news, ControlTotal... known) {
    assertNews(run, List.of(raw(0), raw(1), raw(2), raw(3), raw(4)), news, known);
  }

  private void assertNews(long run, List<Raw> read, List<Raw> news, ControlTotal... known) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    PCollectionView<RunPlan> plan =
        pipeline
            .apply(
                "Plan",
                Create.of(StreamedTrades.plan(run, RunPlan.STREAM, Map.of()))
                    .withCoder(RunPlan.coder()))
            .apply("The plan", View.asSingleton());
    PCollection<Rows<Raw>> raws =
        pipeline.apply(
            "Read", Create.of(new Rows<>(read)).withCoder(Rows.coder(RecordCoder.of(Raw.class))));
    StreamSettings settings = PlanStreamIT.settings(trades, new Lateness(null));
    NewToBronze.Payloads payloads =
        raws.apply(NewToBronze.of(Trade.TABLE, settings, Given.by(plan)));
    PCollection<Raw> gained =
        payloads
            .news()
            .apply("News", FlatMapElements.into(TypeDescriptor.of(Raw.class)).via(Rows::list))
            .setCoder(RecordCoder.of(Raw.class));
    PAssert.that(gained).containsInAnyOrder(news);
    PAssert.that(payloads.known()).containsInAnyOrder(List.of(known));
    pipeline.run().waitUntilFinish();
  }
}
