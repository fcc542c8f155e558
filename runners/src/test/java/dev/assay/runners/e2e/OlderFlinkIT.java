package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.assay.runners.e2e.StreamRig.Place;
import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.FlinkCluster;
import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same jar, built with the runner for Flink 1.19, on a cluster of Flink 1.18 with state on
 * disk.
 */
@Timeout(900)
class OlderFlinkIT {
  @TempDir static Path folder;

  @Test
  void files_and_topics_give_the_same_tables_also_when_killed_and_restored() throws Exception {
    Path input = folder.resolve("input");
    TradeSimulator.write(input, TradeSimulation.of(6_000, 300, 4), each -> {});
    List<byte[]> lines = StreamRig.lines(input);
    Path customers = StreamRig.files(folder.resolve("customers"), input, List.of());
    try (StreamRig rig =
        StreamRig.start(
            folder.resolve("rig"),
            FlinkCluster.DEFAULT.withLine(FlinkCluster.Line.V1_18).withRocksDb(128))) {
      Place direct = rig.place("direct");
      direct.run(input);
      Map<String, List<String>> expected = direct.tables();

      Place files = rig.place("files");
      files.flinkRun(input);
      assertThat(files.tables(), is(expected));

      Place topic = rig.place("topic");
      topic.run(customers);
      rig.createTopic("topic");
      String job = topic.flinkRun(List.of(), "topic");
      rig.produce("topic", lines.subList(0, 3_000));
      Deadline.await(topic::trades, greaterThan(0L));
      Deadline.await(() -> rig.flink().rest().completedCheckpoints(job), greaterThan(1L));
      ProcessHandle victim = rig.flink().taskManagers().get(0);
      victim.destroyForcibly();
      victim.onExit().get(30, TimeUnit.SECONDS);
      rig.flink().startTaskManager();
      rig.produce("topic", lines.subList(3_000, 4_500));
      topic.awaitRead(4_500);
      String savepoint = rig.flink().rest().stop(job);
      rig.produce("topic", lines.subList(4_500, lines.size()));
      String resumed = topic.flinkRun(List.of("--fromSavepoint", savepoint), "topic");
      topic.awaitRead(lines.size());
      assertThat(topic.differences(), is(empty()));
      rig.flink().rest().cancel(resumed);
      topic.run(customers);
      assertThat(topic.tables(), is(expected));
    }
  }
}
