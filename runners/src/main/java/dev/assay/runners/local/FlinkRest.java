package dev.assay.runners.local;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.runners.Program;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A client of a Flink cluster's REST interface. Its calls throw {@link ClusterUnavailable} when
 * nobody answers, and {@link ClusterRefused} when the cluster says no.
 */
public final class FlinkRest {
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration PROBE = Duration.ofSeconds(5);
  private static final Duration STOP = Duration.ofMinutes(5);
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");
  private static final String CONFIG = "execution-config";
  private static final String RESTARTS = "numRestarts";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final URI web;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();

  public FlinkRest(URI web) {
    this.web = web;
  }

  /** A job, and how it is: RUNNING, RESTARTING, FINISHED, CANCELED, FAILED and so on. */
  public record Job(String id, String name, String state) {
    /** It will not run again. */
    public boolean hasEnded() {
      return ENDED.contains(state);
    }
  }

  /**
   * How often a job was started again since it was submitted, and what made it fail last.
   *
   * @param failedAt null where it never failed
   * @param reason the last cause, in one line; null where it never failed
   */
  public record Failures(long restarts, Instant failedAt, String reason) {}

  /**
   * A checkpoint.
   *
   * @param state bytes of all state in it
   * @param written of these, bytes that no checkpoint before had
   * @param millis how long it took
   */
  public record Checkpoint(long state, long written, long millis) {}

  /** What the cluster has and does. */
  public record Overview(int taskManagers, int slots, int freeSlots, int runningJobs) {}

  public Overview overview() {
    JsonNode answer = get("/overview");
    return new Overview(
        answer.path("taskmanagers").asInt(),
        answer.path("slots-total").asInt(),
        answer.path("slots-available").asInt(),
        answer.path("jobs-running").asInt());
  }

  /** All jobs that the JobManager knows, also those that have ended. */
  public List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    get("/jobs/overview").path("jobs").forEach(job -> jobs.add(job(job)));
    return jobs;
  }

  public Job job(String id) {
    return job(get("/jobs/" + id));
  }

  /** What a job went through, as far as the JobManager keeps it. */
  public Failures failures(String id) {
    List<JsonNode> known = failed(id);
    long counted =
        get("/jobs/" + id + "/metrics?get=" + RESTARTS).path(0).path("value").asLong(known.size());
    return known.isEmpty()
        ? new Failures(counted, null, null)
        : new Failures(
            counted,
            Instant.ofEpochMilli(known.get(0).path("timestamp").asLong()),
            lastCause(trace(known.get(0))));
  }

  /**
   * What a job was submitted with, by name: all options of Beam and of the job itself. A job that
   * was submitted just now has none yet; its JobManager is waited for.
   */
  public Map<String, String> options(String id) {
    String path = "/jobs/" + id + "/config";
    await(
        "job " + id + " is initialised",
        () -> get(path).has(CONFIG) || !job(id).state().equals("INITIALIZING"));
    Map<String, String> options = new TreeMap<>();
    get(path)
        .path(CONFIG)
        .path("user-config")
        .fields()
        .forEachRemaining(each -> options.put(each.getKey(), each.getValue().asText()));
    return options;
  }

  /** The jobs whose options are like this, also those that have ended. */
  public List<Job> jobs(Predicate<Map<String, String>> options) {
    return jobs().stream().filter(job -> options.test(options(job.id()))).toList();
  }

  /** Why a job has failed, the last time that it did: the stack trace that Flink has of it. */
  public Optional<String> failure(String id) {
    return failed(id).stream().map(FlinkRest::trace).filter(text -> !text.isBlank()).findFirst();
  }

  /** The failures that the JobManager keeps, the last one first. */
  private List<JsonNode> failed(String id) {
    List<JsonNode> entries = new ArrayList<>();
    get("/jobs/" + id + "/exceptions").at("/exceptionHistory/entries").forEach(entries::add);
    entries.sort(comparing((JsonNode entry) -> entry.path("timestamp").asLong()).reversed());
    return entries;
  }

  private static String trace(JsonNode failure) {
    return failure.path("stacktrace").asText(failure.path("exceptionName").asText());
  }

  /** The page on which one sees a job at work. */
  public URI page(String id) {
    return web.resolve("/#/job/running/" + id);
  }

  /** Nobody listens there: not a cluster that is slow, or that cannot be reached from here. */
  public boolean isGone() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(web.getHost(), web.getPort()), (int) PROBE.toMillis());
      return false;
    } catch (ConnectException refused) {
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static Job job(JsonNode job) {
    return new Job(job.path("jid").asText(), job.path("name").asText(), job.path("state").asText());
  }

  /**
   * Stops a job with a savepoint, and waits until it is written and the job has ended.
   *
   * @return where the savepoint lies
   */
  public String stop(String id) {
    JsonNode asked =
        call("POST", "/jobs/" + id + "/stop", JSON.createObjectNode().put("drain", false));
    String path = "/jobs/" + id + "/savepoints/" + asked.path("request-id").asText();
    await(
        "the savepoint of job " + id + " is written",
        () -> get(path).at("/status/id").asText().equals("COMPLETED"));
    JsonNode operation = get(path).path("operation");
    if (operation.hasNonNull("failure-cause")) {
      throw new ClusterRefused(
          "Job %s cannot be stopped with a savepoint: %s. See at %s whether it still runs; if so, try again, or cancel it and start from its last checkpoint"
              .formatted(id, lastCause(operation.at("/failure-cause/stack-trace").asText()), web));
    }
    awaitEnd(id);
    return operation.path("location").asText();
  }

  /** Cancels a job, and waits until it has ended. Its last checkpoints stay. */
  public void cancel(String id) {
    call("PATCH", "/jobs/" + id + "?mode=cancel", null);
    awaitEnd(id);
  }

  /** Where the last completed checkpoint of a job lies, if it has one. */
  public Optional<String> lastCheckpoint(String id) {
    JsonNode last = checkpoints(id).at("/latest/completed/external_path");
    return last.isTextual() ? Optional.of(last.asText()) : Optional.empty();
  }

  /** What the last completed checkpoint of a job took, if it has one. */
  public Optional<Checkpoint> checkpoint(String id) {
    JsonNode last = checkpoints(id).at("/latest/completed");
    return last.isObject()
        ? Optional.of(
            new Checkpoint(
                last.path("state_size").asLong(),
                last.path("checkpointed_size").asLong(),
                last.path("end_to_end_duration").asLong()))
        : Optional.empty();
  }

  /** How many checkpoints of a job were completed since it was submitted. */
  public long completedCheckpoints(String id) {
    return checkpoints(id).at("/counts/completed").asLong();
  }

  private JsonNode checkpoints(String id) {
    return get("/jobs/" + id + "/checkpoints");
  }

  private void awaitEnd(String id) {
    await("job " + id + " has ended", () -> job(id).hasEnded());
  }

  private void await(String what, BooleanSupplier done) {
    long end = System.nanoTime() + STOP.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new ClusterRefused(
            "Flink was asked, and after %s s it is not so that %s. Look at the job in %s"
                .formatted(STOP.toSeconds(), what, web));
      }
      try {
        ServerProcess.pause();
      } catch (IOException e) {
        throw new ClusterUnavailable(e.getMessage(), e);
      }
    }
  }

  private JsonNode get(String path) {
    return call("GET", path, null);
  }

  private JsonNode call(String method, String path, JsonNode body) {
    BodyPublisher content =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    HttpRequest request =
        HttpRequest.newBuilder(web.resolve(path))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .method(method, content)
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw new ClusterRefused(
            "Flink at %s refuses %s %s (%s): %s"
                .formatted(web, method, path, response.statusCode(), error(response.body())));
      }
      return JSON.readTree(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterUnavailable("interrupted while Flink at " + web + " answers", e);
    } catch (IOException e) {
      throw new ClusterUnavailable(
          "Flink at "
              + web
              + " does not answer ("
              + e
              + "). See whether it runs with "
              + Program.callHere("status")
              + ", and start it with "
              + Program.callHere("up"),
          e);
    }
  }

  /** What an answer says is wrong: the last cause, of which the others are only consequences. */
  private static String error(String body) {
    try {
      List<String> errors = new ArrayList<>();
      JSON.readTree(body).path("errors").forEach(error -> errors.add(lastCause(error.asText())));
      return String.join("; ", errors);
    } catch (IOException notJson) {
      return body.lines().findFirst().orElse("");
    }
  }

  private static String lastCause(String trace) {
    String[] causes = trace.split("Caused by: ");
    String line = causes[causes.length - 1].lines().findFirst().orElse("").strip();
    return line.replaceFirst("^[\\w.$]+\\.\\w+: ", "").replaceFirst("\\.$", "");
  }
}
