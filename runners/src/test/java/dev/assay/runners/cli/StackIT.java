package dev.assay.runners.cli;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.ListeningPorts;
import dev.assay.runners.local.Login;
import dev.assay.runners.local.Stack;
import dev.assay.runners.local.Stack.ChangeCapture;
import dev.assay.runners.local.Stack.Service;
import dev.assay.runners.local.Topic;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The local stack, as a user starts, uses and ends it. */
@Timeout(600)
class StackIT {
  @TempDir Path home;

  @AfterEach
  void end() {
    assay("down");
  }

  @Test
  void stack_serves_revives_what_dies_and_finds_its_data_again() throws Exception {
    Said up = assay("up");
    assertThat(up.toString(), up.code(), is(0));
    Stack stack = Stack.of(home).orElseThrow();
    assertThat(
        up.out(),
        allOf(
            containsString("Kafka           " + stack.kafka() + "\n"),
            containsString("PostgreSQL      " + stack.jdbcUrl() + "\n"),
            containsString("Flink           " + stack.flinkMaster() + "\n"),
            containsString("Flink web page  " + stack.flinkWeb() + "\n")));
    Said again = assay("up");
    assertThat(again.toString(), again.code(), is(0));
    assertThat(
        again.out(),
        allOf(
            startsWith("The local stack of " + home + " runs already"),
            containsString(stack.kafka())));
    Said other = assay("up", "--cdc");
    assertThat(other.toString(), other.code(), is(1));
    assertThat(other.err(), startsWith("assay: It runs without change data capture. End it with"));

    new Topic(stack.kafka(), "trades").write("one", "two");
    query_uses_the_stack_s_warehouse(stack);
    nothing_listens_beyond_this_machine(stack);
    killed_task_manager_comes_back(stack);
    Said status = assay("status");
    assertThat(status.toString(), status.code(), is(0));
    assertThat(
        status.out(), allOf(not(containsString("dead")), containsString("Flink has no jobs.")));

    List<Service> services = Stack.of(home).orElseThrow().services();
    Said down = assay("down");
    assertThat(down.toString(), down.code(), is(0));
    services.forEach(service -> assertThat(service.name(), service.isAlive(), is(false)));
    assertThat(stack.watcher().isPresent(), is(false));
    assertThat(assay("status").code(), is(1));
    assertThat(assay("down").out(), startsWith("No local stack runs in " + home));

    Said captured = assay("up", "--task-managers=1", "--cdc");
    assertThat(captured.toString(), captured.code(), is(0));
    Stack next = Stack.of(home).orElseThrow();
    // With Kafka Connect, and a TaskManager less.
    assertThat(ListeningPorts.areKnown() ? beyondLoopback(next, 12) : Set.of(), is(empty()));
    changes_are_captured(captured, next);
    assertThat(next.kafka(), is(stack.kafka()));
    assertThat(next.jdbcUrl(), is(stack.jdbcUrl()));
    assertThat(new Topic(next.kafka(), "trades").read(), is(List.of("one", "two")));
    assertThat(new FlinkRest(next.flinkWeb()).overview().taskManagers(), is(1));
  }

  private void query_uses_the_stack_s_warehouse(Stack stack) {
    Said query = assay("query", "--format=csv", "SELECT current_setting('port') AS port");
    assertThat(query.toString(), query.code(), is(0));
    String port = query.out().split("\r\n")[1];
    assertThat(stack.jdbcUrl(), containsString("127.0.0.1:" + port + "/"));
  }

  private void nothing_listens_beyond_this_machine(Stack stack) throws Exception {
    if (!ListeningPorts.areKnown()) {
      return;
    }
    List<String> run =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Assay.class.getName(),
            "run",
            "insights",
            "--changes=kafka://" + stack.kafka() + "/trades",
            "--home=" + home);
    Process stream =
        new ProcessBuilder(run).redirectErrorStream(true).redirectOutput(DISCARD).start();
    try {
      // The embedded Flink of a stream has a web page, and a server for files.
      Set<ProcessHandle> itself = Set.of(stream.toHandle());
      Deadline.await(() -> ListeningPorts.of(itself).size(), greaterThanOrEqualTo(2));
      assertThat(ListeningPorts.beyondLoopback(ListeningPorts.of(itself)), is(empty()));
    } finally {
      stream.destroyForcibly().waitFor();
    }
    // Two of Kafka, one of PostgreSQL; RPC, files, figures, and data or the web page, of each
    // Flink.
    assertThat(beyondLoopback(stack, 15), is(empty()));
  }

  /** Of all that the servers of a stack listen on, which is so much at least. */
  private static Set<String> beyondLoopback(Stack stack, int least) throws Exception {
    Set<ProcessHandle> servers = new HashSet<>(Set.of(stack.watcher().orElseThrow()));
    stack.services().forEach(each -> ProcessHandle.of(each.pid()).ifPresent(servers::add));
    Set<String> addresses = ListeningPorts.of(servers);
    assertThat(addresses.toString(), addresses.size(), greaterThanOrEqualTo(least));
    return ListeningPorts.beyondLoopback(addresses);
  }

  private void killed_task_manager_comes_back(Stack stack) throws Exception {
    long pid = pid("flink taskmanager-1");
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Deadline.await(() -> pid("flink taskmanager-1"), not(pid));
    FlinkRest flink = new FlinkRest(stack.flinkWeb());
    Deadline.await(flink::overview, is(new FlinkRest.Overview(2, 4, 4, 0)));
  }

  private void changes_are_captured(Said up, Stack stack) throws Exception {
    ChangeCapture capture = stack.changeCapture().orElseThrow();
    assertThat(
        up.out(),
        allOf(
            containsString("Kafka Connect   " + capture.connect() + "\n"),
            containsString("Source database " + capture.jdbcUrl() + "\n")));
    long pid = pid("connect");
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Deadline.await(() -> pid("connect"), not(pid));
    try (Connection bank = Login.to(capture.jdbcUrl());
        Statement statement = bank.createStatement()) {
      for (String table : capture.bank().tables()) {
        statement.execute("CREATE TABLE " + table + " (id int PRIMARY KEY)");
        statement.execute("ALTER TABLE " + table + " REPLICA IDENTITY FULL");
      }
    }
    assertThat(assay("status").out(), containsString("Kafka Connect has no connectors."));
    capture.bank().register(Duration.ofSeconds(90));
    Said status = assay("status");
    assertThat(status.toString(), status.code(), is(0));
    assertThat(status.out(), containsString("\nbank       RUNNING  RUNNING"));
  }

  private long pid(String service) {
    return Stack.of(home).orElseThrow().services().stream()
        .filter(each -> each.name().equals(service))
        .findFirst()
        .orElseThrow()
        .pid();
  }

  @Test
  void services_whose_watcher_was_killed_are_ended_by_down() {
    assertThat(assay("up", "--task-managers=1").code(), is(0));
    Stack stack = Stack.of(home).orElseThrow();
    ProcessHandle watcher = stack.watcher().orElseThrow();
    watcher.destroyForcibly();
    watcher.onExit().join();

    assertThat(assay("status").code(), is(1));
    assertThat(assay("down").out(), containsString("has ended"));

    stack.services().forEach(service -> assertThat(service.name(), service.isAlive(), is(false)));
  }

  @Test
  void service_that_cannot_start_is_named_with_its_reason_and_nothing_stays() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path kafka = Files.createDirectories(home.resolve("kafka"));
      Files.write(kafka.resolve("ports"), List.of("broker " + other.getLocalPort()));

      Said up = assay("up");

      assertThat(up.toString(), up.code(), is(1));
      assertThat(
          up.err(),
          allOf(
              startsWith("assay: The local stack does not start: Another program listens on port"),
              containsString("All it said is in " + home.resolve("stack.log"))));
      assertThat(assay("down").out(), startsWith("No local stack runs"));
    }
  }

  private Said assay(String... words) {
    String[] all = List.of(words).toArray(new String[words.length + 1]);
    all[words.length] = "--home=" + home;
    return Said.by(all);
  }
}
