package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.assay.runners.e2e.StreamRig.Place;
import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.FlinkCluster;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream that remembers many trades, while many more wait in the topic, gives the same tables and
 * books as a bounded run over the same lines, whatever its state was restored for.
 */
@Timeout(1_800)
class StreamOfManyTradesIT {
  /** As many as some minutes of two processors allow. */
  private static final int TRADES = 150_000;

  private static final String TOPIC = "trades";

  @TempDir static Path folder;
  private StreamRig rig;
  private Place place;

  @BeforeEach
  void start() throws Exception {
    rig = StreamRig.start(folder.resolve("rig"), FlinkCluster.DEFAULT);
    rig.createTopic(TOPIC);
  }

  @AfterEach
  void end() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  @Test
  void all_workers_are_killed_at_half_of_a_drain_and_the_parallelism_changes_twice()
      throws Exception {
    Path input = folder.resolve("input");
    TradeSimulator.write(input, TradeSimulation.of(TRADES, 20_000, 8), each -> {});
    List<byte[]> lines = StreamRig.lines(input);
    List<byte[]> first = part(lines, 0, 0.75);
    // Some of what the stream remembers comes again after each restore.
    List<byte[]> second = new ArrayList<>(part(lines, 0.75, 0.9));
    second.addAll(some(first, 0));
    List<byte[]> third = new ArrayList<>(part(lines, 0.9, 1));
    third.addAll(some(first, 1));
    List<byte[]> all = new ArrayList<>(first);
    all.addAll(second);
    all.addAll(third);
    Place batch = rig.place("batch");
    batch.run(StreamRig.files(folder.resolve("all"), input, all));

    place = rig.place("stream");
    place.run(StreamRig.files(folder.resolve("customers"), input, List.of()));
    FlinkRest rest = rig.flink().rest();
    rig.produce(TOPIC, first);
    String job = stream(2);
    // What is in the books is in a checkpoint that is complete.
    place.awaitRead(TRADES / 3);
    killTaskManagers();
    long saved = place.read();
    assertThat("the topic has more", saved, is(lessThan((long) first.size())));
    Deadline.await(place::read, greaterThan(saved));

    String savepoint = rest.stop(job);
    rig.produce(TOPIC, second);
    job = stream(1, "--savepointPath=" + savepoint);
    place.awaitRead(first.size() + 1L);
    rest.cancel(job);
    String checkpoint = Checkpoints.newest(rest.lastCheckpoint(job).orElseThrow());
    rig.produce(TOPIC, third);
    job = stream(2, "--savepointPath=" + checkpoint);
    Deadline.await(place::read, greaterThanOrEqualTo((long) all.size()));

    Deadline.await(place::differences, is(empty()));
    Deadline.await(place::behind, is(empty()));
    assertThat(place.fingerprints(), is(batch.fingerprints()));
    rest.cancel(job);
    assertThat(place.totals(), is(batch.totals()));
  }

  private static List<byte[]> part(List<byte[]> lines, double from, double to) {
    return lines.subList((int) (lines.size() * from), (int) (lines.size() * to));
  }

  /** Every twentieth. */
  private static List<byte[]> some(List<byte[]> lines, int from) {
    return IntStream.iterate(from, i -> i < lines.size(), i -> i + 20)
        .mapToObj(lines::get)
        .toList();
  }

  /** With bundles as long as checkpoints, as outside of tests. */
  private String stream(int parallelism, String... more) throws Exception {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--parallelism=" + parallelism,
                "--shards=16",
                "--checkpointingInterval=2000",
                "--maxBundleTimeMills=600000",
                "--lakeGoldInterval=10"));
    options.addAll(List.of(more));
    return place.stream(TOPIC, options.toArray(String[]::new));
  }

  private void killTaskManagers() throws Exception {
    List<ProcessHandle> victims = rig.flink().taskManagers();
    victims.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle victim : victims) {
      victim.onExit().get(30, TimeUnit.SECONDS);
      rig.flink().startTaskManager();
    }
  }
}
