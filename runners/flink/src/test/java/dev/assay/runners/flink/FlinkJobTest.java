package dev.assay.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.AskedJob;
import java.util.List;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.junit.jupiter.api.Test;

class FlinkJobTest {
  private static final String FILES = "--trades=/nowhere/trades.jsonl";
  private static final String TOPIC = "--trades=kafka://nowhere.invalid:9092/trades";

  @Test
  void files_are_a_bounded_job_that_copies_nothing() {
    FlinkPipelineOptions options = options(FILES);
    assertThat(options.getRunner(), is((Object) FlinkRunner.class));
    assertThat(options.isStreaming(), is(false));
    assertThat(options.getObjectReuse(), is(true));
    assertThat(options.getFasterCopy(), is(true));
    assertThat(options.getCheckpointingInterval(), is(-1L));
    assertThat(options.getJobName(), is("assay-wealth-load"));
  }

  @Test
  void a_topic_is_a_stream_with_checkpoints() {
    FlinkPipelineOptions options = options(TOPIC);
    assertThat(options.isStreaming(), is(true));
    assertThat(options.getObjectReuse(), is(true));
    assertThat(options.getFasterCopy(), is(true));
    assertThat(options.getCheckpointingInterval(), is(10_000L));
    assertThat(options.getCheckpointingMode(), is("EXACTLY_ONCE"));
    assertThat(options.getNumConcurrentCheckpoints(), is(16));
    assertThat(options.getMinPauseBetweenCheckpoints(), is(500L));
    assertThat(options.getFinishBundleBeforeCheckpointing(), is(true));
    assertThat(options.getEnableStableInputDrain(), is(true));
    assertThat(options.isExternalizedCheckpointsEnabled(), is(true));
    assertThat(options.getRetainExternalizedCheckpointsOnCancellation(), is(true));
    assertThat(options.getMaxBundleSize(), is(1_000_000_000L));
    assertThat(options.getMaxBundleTimeMills(), is(600_000L));
    assertThat(options.getAutoWatermarkInterval(), is(200L));
    assertThat(options.getMaxParallelism(), is(-1));
  }

  @Test
  void what_the_user_gives_wins() {
    FlinkPipelineOptions options = options(TOPIC, "--checkpointingInterval=3000", "--jobName=mine");
    assertThat(options.getCheckpointingInterval(), is(3_000L));
    assertThat(options.getJobName(), is("mine"));
    assertThat(options(FILES, "--fasterCopy=false").getFasterCopy(), is(false));
  }

  @Test
  void a_cluster_knows_its_parallelism_and_an_embedded_flink_takes_all_cores() {
    assertThat(options(FILES).getParallelism(), is(-1));
    assertThat(options(FILES, "--flinkMaster=host:8081").getParallelism(), is(-1));
    assertThat(
        options(FILES, "--flinkMaster=[local]").getParallelism(),
        is(Runtime.getRuntime().availableProcessors()));
  }

  @Test
  void an_embedded_job_is_waited_for() {
    assertThat(options(TOPIC, "--flinkMaster=[local]").getAttachedMode(), is(true));
  }

  private static FlinkPipelineOptions options(String... arguments) {
    return FlinkJob.options(AskedJob.of(new Arguments(List.of(arguments))));
  }
}
