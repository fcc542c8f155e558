package dev.assay.pipelines;

import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.flows.Wealth;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** A bounded run without input: it computes the lake's gold of the days that are behind. */
final class SettledRun {
  private SettledRun() {}

  static RunReport over(StreamedTrades trades) {
    RunSettings settings =
        RunSettings.of(Wealth.FLOW.name(), trades.lake, trades.warehouse).withShards(4);
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs("--targetParallelism=2", "--enforceImmutability=false")
                .create());
    BoundedGraph.build(pipeline, Wealth.FLOW, settings);
    pipeline.run().waitUntilFinish();
    return trades.ledger().report(trades.ledger().lastDone()).orElseThrow();
  }
}
