package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.Stack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream as a user of the command line has it, on the local stack. */
@Timeout(600)
class StreamCommandsIT {
  private static final String READ =
      "SELECT coalesce(sum(rows), 0) AS rows FROM control_totals WHERE stage = 'read' AND"
          + " \"table\" = 'trades'";

  @TempDir Path home;

  @AfterEach
  void down() {
    assay("down");
  }

  @Test
  void trades_go_from_simulator_to_audited_gold() throws Exception {
    assertThat(assay("up", "--task-managers=1").code(), is(0));
    Stack stack = Stack.of(home).orElseThrow();
    String topic = "kafka://" + stack.kafka() + "/trades";
    Path customers = home.resolve("customers.csv");

    Said simulate =
        Said.by(
            "simulate", "trades", "--to=" + topic, "--customers-to=" + customers, "--count=3000");
    assertThat(simulate.toString(), simulate.code(), is(0));
    assertThat(simulate.out(), startsWith("Sent 3,000 trades of 5,000 customers to the topic"));

    String master = "--flink-master=" + stack.flinkMaster();
    Said run =
        assay(
            "run",
            "wealth",
            "--trades=" + topic,
            "--customers=" + customers,
            "--lake-gold-interval=1",
            master,
            "--",
            "--checkpointingInterval=2000");
    assertThat(run.toString(), run.code(), is(0));
    assertThat(run.out(), containsString("Submitted assay-wealth as job "));
    Deadline.await(this::read, is("3000"));
    Deadline.await(() -> assay("audit").out(), containsString("Every closed day adds up"));
    assertThat(assay("status").out(), containsString("assay-wealth"));
    assertThat(
        figures(stack),
        allOf(
            containsString("assay_silver_trades_valid"),
            containsString("assay_silver_trades_duplicate"),
            containsString("assay_quarantine_trades_quantity_is_positive"),
            containsString("currentInputWatermark")));

    Said stop = assay("stop", "wealth");
    assertThat(stop.toString(), stop.code(), is(0));
    assertThat(
        stop.out(),
        allOf(startsWith("Stopped assay-wealth, job "), containsString("--from=file:")));
    String others = "--customers-to=" + home.resolve("other-customers.csv");
    assertThat(
        Said.by("simulate", "trades", "--to=" + topic, others, "--count=2000", "--seed=8").code(),
        is(0));
    String savepoint = stop.out().replaceFirst("(?s).*(--from=\\S+).*", "$1");
    Said again =
        assay(
            "run",
            "wealth",
            "--trades=" + topic,
            "--customers=" + customers,
            "--lake-gold-interval=1",
            master,
            savepoint);
    assertThat(again.toString(), again.code(), is(0));
    Said drained = assay("stop", "wealth", "--drain=" + topic);
    assertThat(drained.toString(), drained.code(), is(0));
    assertThat(read(), is("5000"));
    Said audit = assay("audit", "--deep");
    assertThat(audit.toString(), audit.code(), is(0));
    assertThat(audit.out(), not(containsString("the lake's gold of")));
    assertThat(assay("run", "wealth", "--settle").out(), startsWith("Nothing new"));

    Said spoil = Said.by("stop", "wealth", "--home=" + home);
    assertThat(spoil.code(), is(1));
    assertThat(spoil.err(), containsString("No stream of wealth runs on the cluster"));
  }

  @Test
  void topic_that_is_not_there_is_told_before_anything_starts() {
    assertThat(assay("up", "--task-managers=1").code(), is(0));
    Stack stack = Stack.of(home).orElseThrow();
    Said run = assay("run", "wealth", "--trades=kafka://" + stack.kafka() + "/nowhere");
    assertThat(run.code(), is(1));
    assertThat(run.err(), allOf(startsWith("assay: "), containsString("nowhere")));
  }

  /** What Prometheus would read of all processes. */
  private static String figures(Stack stack) throws Exception {
    StringBuilder all = new StringBuilder();
    for (Stack.Service service : stack.services()) {
      if (!service.metrics().isEmpty()) {
        URI address = URI.create("http://" + service.metrics() + "/metrics");
        all.append(
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body());
      }
    }
    return all.toString();
  }

  private String read() {
    return assay("query", "--format=csv", READ).out().split("\r\n")[1];
  }

  private Said assay(String... words) {
    List<String> all = new java.util.ArrayList<>(List.of(words));
    int options = all.indexOf("--");
    all.add(options < 0 ? all.size() : options, "--home=" + home);
    return Said.by(all.toArray(String[]::new));
  }
}
