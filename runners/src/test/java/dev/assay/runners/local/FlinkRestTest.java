package dev.assay.runners.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.sun.net.httpserver.HttpServer;
import dev.assay.runners.local.FlinkRest.Failures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers in the form in which a JobManager gives them. */
class FlinkRestTest {
  private static final String ONCE =
      """
      {"root-exception":"x","timestamp":1767607300000,"all-exceptions":[],"truncated":false,
       "exceptionHistory":{"entries":[
        {"exceptionName":"java.lang.RuntimeException","timestamp":1767607200000,
         "stacktrace":"java.lang.RuntimeException: older\\n\\tat a.B.c(B.java:1)\\n"},
        {"exceptionName":"org.apache.beam.sdk.util.UserCodeException","timestamp":1767607300000,
         "stacktrace":"org.apache.beam.sdk.util.UserCodeException: x\\n\\tat a.B.c(B.java:1)\\nCaused by: java.lang.ArithmeticException: long overflow\\n\\tat a.B.d(B.java:2)\\n"}
       ],"truncated":false}}
      """;

  private HttpServer server;
  private FlinkRest flink;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    flink = new FlinkRest(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void the_last_failure_is_told_by_its_last_cause() {
    answer("/jobs/j/exceptions", ONCE);
    answer("/jobs/j/metrics", "[{\"id\":\"numRestarts\",\"value\":\"7\"}]");
    assertThat(
        flink.failures("j"),
        is(new Failures(7, Instant.parse("2026-01-05T10:01:40Z"), "long overflow")));
  }

  @Test
  void restarts_are_at_least_the_failures_that_are_known_while_no_figure_is() {
    answer("/jobs/j/exceptions", ONCE);
    answer("/jobs/j/metrics", "[]");
    assertThat(flink.failures("j").restarts(), is(2L));
  }

  @Test
  void a_job_that_never_failed_has_no_failure() {
    answer("/jobs/j/exceptions", "{\"exceptionHistory\":{\"entries\":[],\"truncated\":false}}");
    answer("/jobs/j/metrics", "[{\"id\":\"numRestarts\",\"value\":\"0\"}]");
    assertThat(flink.failures("j"), is(new Failures(0, null, null)));
  }

  @Test
  void options_of_a_job_that_was_submitted_just_now_are_waited_for() {
    answer("/jobs/j", "{\"jid\":\"j\",\"name\":\"n\",\"state\":\"INITIALIZING\"}");
    answer(
        "/jobs/j/config",
        "{\"jid\":\"j\",\"name\":\"n\"}",
        "{\"jid\":\"j\",\"execution-config\":{\"user-config\":{\"lake\":\"here\"}}}");
    assertThat(flink.options("j"), is(Map.of("lake", "here")));
  }

  /** Answers one after another, and then always with the last one. */
  private void answer(String path, String... json) {
    AtomicInteger asked = new AtomicInteger();
    server.createContext(
        path,
        exchange -> {
          String answer = json[Math.min(asked.getAndIncrement(), json.length - 1)];
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }
}
