package dev.assay.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.AskedJob;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.flows.Wealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pipeline becomes a job of Dataflow, bounded and as a stream, without network and without
 * credentials. That it also runs there is not shown.
 */
class DataflowGraphTest {
  private static final Map<Flow, List<String>> STEPS =
      Map.of(
          Wealth.FLOW,
          List.of(
              "Refine trades",
              "Add customers to trades",
              "Keep one of each of trades",
              "Add up trades",
              "Load portfolio_by_risk"),
          Insights.FLOW,
          List.of(
              "Refine change events",
              "Keep one of each of change_events",
              "Add up change_events",
              "Load row_versions"));

  @TempDir Path folder;

  @BeforeEach
  void forget() {
    OfflineStager.forget();
  }

  @ParameterizedTest
  @MethodSource("dev.assay.pipelines.Flows#all")
  void bounded_run_becomes_a_batch_job(Flow pipeline) throws IOException {
    Path input = Files.createDirectories(folder.resolve("in"));
    JsonNode job =
        translated(
            pipeline,
            (pipeline == Wealth.FLOW ? "--trades=" : "--changes=") + input,
            "--experiments=use_runner_v2");
    assertThat(job.path("type").asText(), is("JOB_TYPE_BATCH"));
    String graph = OfflineStager.staged("pipeline.pb");
    STEPS.get(pipeline).forEach(step -> assertThat(graph, containsString(step)));
    assertThat(graph, containsString("Finish"));
  }

  @ParameterizedTest
  @MethodSource("dev.assay.pipelines.Flows#all")
  void topic_becomes_a_streaming_job(Flow pipeline) throws IOException {
    JsonNode job =
        translated(
            pipeline,
            (pipeline == Wealth.FLOW ? "--trades=" : "--changes=")
                + "kafka://127.0.0.1:1/trades?sasl.jaas.config=env:JAAS",
            "--experiments=use_runner_v2");
    assertThat(job.path("type").asText(), is("JOB_TYPE_STREAMING"));
    String graph = OfflineStager.staged("pipeline.pb");
    STEPS.get(pipeline).forEach(step -> assertThat(graph, containsString(step)));
    assertThat(graph, containsString("Publish"));
  }

  private JsonNode translated(Flow pipeline, String... more) throws IOException {
    Path file = folder.resolve("job.json");
    Path empty = Files.createFile(folder.resolve("empty.jar"));
    // A secret that is there when the graph is built must not be in it.
    Path secret = Files.writeString(folder.resolve("secret"), "correct horse battery staple");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--pipeline=" + pipeline,
                "--lake=" + folder.resolve("lake"),
                "--warehouse=jdbc:postgresql://127.0.0.1:1/assay",
                "--warehouseUser=assay",
                "--warehousePassword=file:" + secret,
                "--project=nowhere",
                "--region=europe-west2",
                "--tempLocation=gs://nowhere/temp",
                "--gcpTempLocation=gs://nowhere/temp",
                "--stagingLocation=gs://nowhere/staging",
                "--filesToStage=" + empty,
                "--templateLocation=" + file));
    arguments.addAll(List.of(more));
    AskedJob asked = AskedJob.of(new Arguments(arguments));
    asked.check();
    DataflowPipelineOptions options = DataflowJob.options(asked);
    options.setCredentialFactoryClass(NoopCredentialFactory.class);
    options.setPathValidatorClass(NoopPathValidator.class);
    options.setStagerClass(OfflineStager.class);
    Pipeline graph = Pipeline.create(options);
    asked.build(graph);
    graph.run();
    String job = Files.readString(file);
    assertThat(job, not(containsString("correct horse")));
    assertThat(OfflineStager.staged("pipeline.pb"), not(containsString("correct horse")));
    assertThat(Files.exists(folder.resolve("lake")), is(false));
    return new ObjectMapper().readTree(job);
  }
}
