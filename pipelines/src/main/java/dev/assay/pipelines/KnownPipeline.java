package dev.assay.pipelines;

import dev.assay.pipelines.insights.InsightsPipeline;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.pipelines.wealth.WealthPipeline;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;

/** The pipelines that can be run. */
public enum KnownPipeline {
  WEALTH(
      WealthPipeline.INPUTS,
      WealthPipeline.CONTRACTS,
      WealthPipeline::build,
      WealthPipeline::recompute,
      WealthPipeline::stream),
  INSIGHTS(
      InsightsPipeline.INPUTS,
      InsightsPipeline.CONTRACTS,
      InsightsPipeline::build,
      InsightsPipeline::recompute,
      InsightsPipeline::stream);

  private final PipelineInputs inputs;
  private final Contracts contracts;
  private final BiConsumer<Pipeline, RunSettings> build;
  private final Consumer<Recompute> recompute;
  private final BiConsumer<Pipeline, StreamSettings> stream;

  KnownPipeline(
      PipelineInputs inputs,
      Contracts contracts,
      BiConsumer<Pipeline, RunSettings> build,
      Consumer<Recompute> recompute,
      BiConsumer<Pipeline, StreamSettings> stream) {
    this.inputs = inputs;
    this.contracts = contracts;
    this.build = build;
    this.recompute = recompute;
    this.stream = stream;
  }

  /** The pipeline of this name. */
  public static Optional<KnownPipeline> named(String name) {
    return Arrays.stream(values()).filter(each -> each.toString().equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(KnownPipeline::toString).collect(Collectors.joining(", "));
  }

  /** The schemas that Assay makes in a warehouse. */
  public static List<String> schemas() {
    List<String> schemas = new ArrayList<>(Arrays.stream(values()).map(Enum::toString).toList());
    schemas.add(Layer.AUDIT.toString());
    return schemas;
  }

  /** What can be asked of it. */
  public PipelineInputs inputs() {
    return inputs;
  }

  /** What can be asked of each. */
  public static List<PipelineInputs> inputsOfAll() {
    return Arrays.stream(values()).map(KnownPipeline::inputs).toList();
  }

  public Contracts contracts() {
    return contracts;
  }

  /** Builds the graph of one bounded run. */
  public void build(Pipeline pipeline, RunSettings settings) {
    build.accept(pipeline, settings);
  }

  /** Compares gold in every column with what silver of this lake gives. */
  public DeepAudit deepAudit(String lake, Warehouse warehouse, int shards) {
    return new DeepAudit(toString(), contracts, recompute, lake, warehouse, shards);
  }

  /** Builds the graph of a run without end. */
  public void stream(Pipeline pipeline, StreamSettings settings) {
    stream.accept(pipeline, settings);
  }

  /** All tables whose rows can be quarantined. */
  public List<Table<?>> quarantinable() {
    List<Table<?>> tables = new ArrayList<>(contracts.silver());
    tables.addAll(contracts.gold());
    return tables;
  }

  @Override
  public String toString() {
    return inputs.pipeline();
  }
}
