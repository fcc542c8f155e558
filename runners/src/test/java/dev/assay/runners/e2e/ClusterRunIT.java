package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.FlinkCluster;
import dev.assay.runners.local.FlinkRest.Job;
import dev.assay.runners.local.LocalFlink;
import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bounded run as a job of a cluster, and the program that waits for it. */
@Timeout(900)
class ClusterRunIT {
  @TempDir Path folder;

  /** Without TaskManagers a job waits for slots for as long as the test wants. */
  @Test
  void job_is_the_lock_and_the_run_is_finished_by_the_next() throws Exception {
    Path input = folder.resolve("input");
    TradeSimulator.write(input, TradeSimulation.of(500, 30, 7), lines -> {});
    Home home = new Home(folder.resolve("home"));
    try (LocalFlink cluster =
        LocalFlink.start(folder.resolve("flink"), FlinkCluster.DEFAULT.withTaskManagers(0))) {
      String master = "--flink-master=" + cluster.master();

      Process interrupted = home.start(input, master);
      Deadline.await(home::log, containsString("Watch it at"));
      interrupted.destroy();
      interrupted.waitFor();
      assertThat(states(cluster), contains("CANCELED"));
      assertThat(
          home.log(),
          allOf(
              containsString("Cancelling assay-wealth-load-1 on the cluster"),
              containsString("Interrupted. No run is left half done")));

      Process killed = home.start(input, master);
      Deadline.await(() -> cluster.rest().jobs(), hasSize(2));
      killed.destroyForcibly();
      killed.waitFor();
      Job left = working(cluster);
      assertThat(left.name(), is("assay-wealth-load-1"));

      // With and without the cluster's address: the lake knows it.
      assertThat(home.run(input, master), is(1));
      assertThat(home.run(input), is(1));
      assertThat(
          home.log(),
          allOf(
              containsString("works on " + home.folder.resolve("lake") + " already, as job "),
              containsString(left.id()),
              containsString("assay stop wealth " + master)));
      assertThat(cluster.rest().jobs(), hasSize(2));

      assertThat(home.stop(master), is(0));
      assertThat(cluster.rest().job(left.id()).state(), is("CANCELED"));
      cluster.startTaskManager();
      cluster.awaitTaskManagers();
      assertThat(home.log(), home.run(input, master), is(0));
      assertThat(home.log(), containsString("It adds up"));

      long lines = jobs(cluster);
      Path cut = folder.resolve("cut.jsonl.gz");
      Files.write(cut, cutGzip());
      Path bad = folder.resolve("bad");
      Files.createDirectories(bad.resolve("trades"));
      Files.move(cut, bad.resolve("trades/cut.jsonl.gz"));
      Files.copy(input.resolve("customers.csv"), bad.resolve("customers.csv"));
      assertThat(home.run(bad, master), is(1));
      assertThat(
          home.log(),
          allOf(
              containsString("assay: Cannot read " + bad.resolve("trades/cut.jsonl.gz")),
              not(containsString("Flink tries again")),
              not(containsString("Unexpected failure"))));
      assertThat(jobs(cluster), is(lines + 1));
      assertThat(states(cluster).contains("FAILED"), is(true));
    }
  }

  private static byte[] cutGzip() throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(whole)) {
      for (int i = 0; i < 10_000; i++) {
        zip.write(("{\"trade_id\":\"T" + i + "\"}\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return Arrays.copyOf(whole.toByteArray(), whole.size() / 2);
  }

  private static Job working(LocalFlink cluster) {
    List<Job> working =
        cluster.rest().jobs().stream().filter(job -> !job.hasEnded()).collect(Collectors.toList());
    assertThat(working, hasSize(1));
    return working.get(0);
  }

  private static long jobs(LocalFlink cluster) {
    return cluster.rest().jobs().size();
  }

  private static List<String> states(LocalFlink cluster) {
    return cluster.rest().jobs().stream().map(Job::state).toList();
  }
}
