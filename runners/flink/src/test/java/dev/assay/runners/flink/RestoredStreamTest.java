package dev.assay.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Saved state that is to be found again by a stream of another parallelism. */
class RestoredStreamTest {
  private static final String TRADES = "--trades=kafka://nowhere.invalid:9092/trades";
  private static final String CUSTOMERS = "--customers=kafka://nowhere.invalid:9092/customers";

  /** Takes the graph of a job in place of a cluster. */
  @SuppressWarnings("try") // of close(), which is Flink's
  private static final class Taker extends StreamExecutionEnvironment {
    private StreamGraph graph;

    static StreamGraph graph(List<String> arguments) {
      Taker taker = new Taker();
      initializeContextEnvironment(configuration -> taker);
      try {
        FlinkJob.main(arguments.toArray(String[]::new));
      } finally {
        resetContextEnvironment();
      }
      return taker.graph;
    }

    @Override
    public JobClient executeAsync(StreamGraph streamGraph) {
      graph = streamGraph;
      return null;
    }
  }

  /** By what Flink finds the state of the steps that a stream begins with. */
  private static Set<String> begins(int parallelism, List<String> inputs) {
    List<String> arguments =
        Stream.concat(
                inputs.stream(),
                Stream.of(
                    "--parallelism=" + parallelism,
                    "--lake=/nowhere",
                    "--warehouse=jdbc:postgresql://nowhere.invalid/db",
                    "--flinkMaster=[auto]",
                    "--filesToStage=",
                    "--attachedMode=false"))
            .toList();
    Set<String> ids = new TreeSet<>();
    for (JobVertex vertex : Taker.graph(arguments).getJobGraph().getVertices()) {
      if (vertex.isInputVertex()) {
        int head = vertex.getOperatorIDs().size() - 1;
        OperatorID id = vertex.getOperatorIDs().get(head).getGeneratedOperatorID();
        ids.add(id.toString());
      }
    }
    return ids;
  }

  @ParameterizedTest
  @ValueSource(strings = {TRADES, CUSTOMERS, TRADES + " " + CUSTOMERS})
  void what_a_stream_begins_with_is_found_at_any_parallelism(String topics) {
    List<String> inputs = List.of(topics.split(" "));
    Set<String> known = begins(2, inputs);
    assertThat(known.size(), is(greaterThan(inputs.size())));
    assertThat(begins(1, inputs), is(known));
  }
}
