package dev.assay.runners.cli;

import dev.assay.pipelines.KnownPipeline;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.FlinkRest.Job;
import dev.assay.runners.local.Stack;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay stop}. */
@Command(
    name = "stop",
    description = {
      "Stops the stream of a pipeline on a Flink cluster, with a savepoint to go on from. Without",
      "the savepoint, the same run command goes on from the offsets in the lake."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StopCommand implements Callable<Integer>, Checked, InHome {
  @Parameters(arity = "0..1", paramLabel = "PIPELINE", description = "Default: wealth.")
  private KnownPipeline pipeline = KnownPipeline.WEALTH;

  @Option(
      names = "--drain",
      description = {
        "Publish everything that was read before the stream ends. All days count as over then: go",
        "on from the offsets, not from the savepoint."
      })
  private boolean drain;

  @Option(
      names = {"--flink-master", "--flinkMaster"},
      paramLabel = "HOST:PORT",
      description = "The Flink cluster. Default: that of the home's local stack.")
  private String flinkMaster;

  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(home.problems());
    if (flinkMaster != null && !flinkMaster.matches("[^:/\\s]+:[0-9]{1,5}")) {
      problems.add("--flink-master=" + flinkMaster + " is not given as HOST:PORT");
    }
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    FlinkRest cluster = new FlinkRest(web());
    List<Job> running =
        cluster.jobs().stream()
            .filter(job -> job.name().equals(StreamLauncher.jobName(pipeline)))
            .filter(job -> !job.hasEnded())
            .toList();
    if (running.isEmpty()) {
      throw new CommandFailed("No stream of " + pipeline + " runs on the cluster at " + web());
    }
    for (Job job : running) {
      String savepoint = cluster.stop(job.id(), drain);
      System.out.println("Stopped " + job.name() + ", job " + job.id());
      System.out.println(
          drain
              ? "Go on with the same run command, which reads from where this has come to"
              : "Go on with the same run command and --from=" + savepoint);
    }
    return Assay.DONE;
  }

  private URI web() {
    return flinkMaster != null
        ? URI.create("http://" + flinkMaster)
        : Stack.of(home.home())
            .map(Stack::flinkWeb)
            .orElseThrow(
                () ->
                    new CommandFailed(
                        "No local stack runs in "
                            + home.home()
                            + ". Give the cluster with --flink-master=HOST:PORT"));
  }
}
