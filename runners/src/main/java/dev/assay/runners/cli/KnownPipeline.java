package dev.assay.runners.cli;

import dev.assay.pipelines.Contracts;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.wealth.WealthPipeline;
import dev.assay.schemas.Table;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;

/** The pipelines that can be run. */
enum KnownPipeline {
  WEALTH(WealthPipeline.NAME, WealthPipeline.CONTRACTS, WealthPipeline::build);

  private final String text;
  private final Contracts contracts;
  private final BiConsumer<Pipeline, RunSettings> build;

  KnownPipeline(String text, Contracts contracts, BiConsumer<Pipeline, RunSettings> build) {
    this.text = text;
    this.contracts = contracts;
    this.build = build;
  }

  Contracts contracts() {
    return contracts;
  }

  void build(Pipeline pipeline, RunSettings settings) {
    build.accept(pipeline, settings);
  }

  /** The names of all tables whose rows can be quarantined. */
  List<String> quarantinable() {
    return Stream.concat(contracts.silver().stream(), contracts.gold().stream())
        .map(Table::name)
        .toList();
  }

  @Override
  public String toString() {
    return text;
  }
}
