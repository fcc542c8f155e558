package dev.assay.runners.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.runners.local.FlinkRest.Job;
import dev.assay.runners.local.FlinkRest.Overview;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.streaming.api.environment.RemoteStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(600)
class LocalFlinkIT {
  private static final Overview WHOLE = new Overview(2, 4, 4, 0);

  @TempDir Path home;

  @Test
  void what_is_killed_comes_back_on_the_same_ports_when_it_is_started_again() throws Exception {
    URI web;
    try (LocalFlink cluster = LocalFlink.start(home.resolve("flink"), FlinkCluster.DEFAULT)) {
      web = cluster.web();
      assertThat(cluster.rest().overview(), is(WHOLE));
      assertThat(cluster.master(), is("127.0.0.1:" + web.getPort()));

      kill(cluster.taskManagers().get(0));
      assertThat(cluster.taskManagers(), hasSize(1));
      cluster.startTaskManager();
      cluster.awaitTaskManagers();
      Deadline.await(() -> cluster.rest().overview(), is(WHOLE));

      kill(cluster.jobManager());
      assertThrows(ClusterUnavailable.class, () -> cluster.rest().overview());
      cluster.startJobManager();
      assertThat(cluster.web(), is(web));
      Deadline.await(() -> cluster.rest().overview(), is(WHOLE));
      for (String address : cluster.metrics()) {
        assertThat(get("http://" + address + "/metrics"), containsString("flink_"));
      }
    }
    try (LocalFlink again =
        LocalFlink.start(home.resolve("flink"), FlinkCluster.DEFAULT.withTaskManagers(1))) {
      assertThat(again.web(), is(web));
      assertThat(again.rest().overview(), is(new Overview(1, 2, 2, 0)));
    }
  }

  @Test
  void job_outlives_a_task_manager_and_leaves_savepoint_or_checkpoints_when_it_ends()
      throws Exception {
    FlinkCluster one = FlinkCluster.DEFAULT.withTaskManagers(1);
    try (LocalFlink cluster = LocalFlink.start(home, one)) {
      FlinkRest rest = cluster.rest();
      String first = submit(cluster, "counts for ever");
      Deadline.await(() -> rest.completedCheckpoints(first), greaterThan(0L));
      kill(cluster.taskManagers().get(0));
      Deadline.await(() -> rest.job(first).state(), is("RESTARTING"));
      long before = rest.completedCheckpoints(first);
      cluster.startTaskManager();
      Deadline.await(() -> rest.completedCheckpoints(first), greaterThan(before));
      assertThat(rest.job(first), is(new Job(first, "counts for ever", "RUNNING")));

      Path savepoint = Path.of(URI.create(rest.stop(first)));
      assertThat(savepoint.getParent(), is(home.toRealPath().resolve("savepoints")));
      assertThat(Files.exists(savepoint.resolve("_metadata")), is(true));
      assertThat(rest.job(first).state(), is("FINISHED"));

      String second = submit(cluster, "again");
      Deadline.await(() -> rest.lastCheckpoint(second).isPresent(), is(true));
      rest.cancel(second);
      assertThat(rest.job(second).state(), is("CANCELED"));
      Path checkpoint = Path.of(URI.create(rest.lastCheckpoint(second).orElseThrow()));
      assertThat(Files.exists(checkpoint.resolve("_metadata")), is(true));
      assertThat(rest.jobs(), hasSize(2));
      assertThat(
          assertThrows(ClusterRefused.class, () -> rest.stop(second)).getMessage(),
          containsString("cannot be stopped with a savepoint: Could not find Flink job"));
    }
  }

  /** A job of Flink's own classes, which the cluster needs no jar for. */
  private static String submit(LocalFlink cluster, String name) throws Exception {
    StreamExecutionEnvironment job =
        new RemoteStreamEnvironment(
            "127.0.0.1",
            cluster.web().getPort(),
            GlobalConfiguration.loadConfiguration(cluster.conf().toString()));
    job.enableCheckpointing(300);
    // It counts as fast as it can: one slot of it leaves a processor to others.
    job.setParallelism(1);
    job.fromSource(
            new NumberSequenceSource(0, Long.MAX_VALUE - 1),
            WatermarkStrategy.noWatermarks(),
            "numbers")
        .sinkTo(new DiscardingSink<>());
    return job.executeAsync(name).getJobID().toString();
  }

  @ParameterizedTest
  @EnumSource
  void cluster_of_each_line_starts_with_state_on_disk_too(FlinkCluster.Line line) throws Exception {
    FlinkCluster small = FlinkCluster.DEFAULT.withLine(line).withTaskManagers(1).withRocksDb(128);
    List<ProcessHandle> processes;
    try (LocalFlink cluster = LocalFlink.start(home, small)) {
      processes = List.of(cluster.jobManager(), cluster.taskManagers().get(0));
      assertThat(
          get(cluster.web() + "/config"), containsString("\"flink-version\":\"" + version(line)));
      assertThat(cluster.rest().jobs(), is(List.of()));
      assertThat(
          assertThrows(
                  ClusterRefused.class,
                  () -> cluster.rest().job("00000000000000000000000000000000"))
              .getMessage(),
          allOf(containsString("(404)"), not(containsString("\n"))));
    }
    processes.forEach(process -> assertThat(process.isAlive(), is(false)));
  }

  private static String version(FlinkCluster.Line line) {
    return line.name().substring(1).replace('_', '.');
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static String get(String address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
        .body();
  }
}
