package dev.assay.runners.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.runners.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A client of Kafka Connect's REST interface. Its calls throw {@link ConnectUnavailable} when
 * nobody answers, and {@link ConnectRefused} when Connect, or a connector, says no.
 */
public final class ConnectRest {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration BUSY = Duration.ofSeconds(60);
  private static final int NOT_FOUND = 404;
  private static final int REBALANCING = 409;
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final URI web;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();

  public ConnectRest(URI web) {
    this.web = web;
  }

  /**
   * A connector, or one of its tasks.
   *
   * @param state RUNNING, PAUSED, FAILED, UNASSIGNED, RESTARTING or STOPPED
   * @param trace of the exception that it failed with; empty when it did not
   */
  public record State(String state, String trace) {
    public boolean isRunning() {
      return state.equals("RUNNING");
    }

    public boolean hasFailed() {
      return state.equals("FAILED");
    }

    /** The exception that the others are only consequences of, with its line alone. */
    public String reason() {
      String[] causes = trace.split("Caused by: ");
      String line = causes[causes.length - 1].lines().findFirst().orElse("").strip();
      return line.replaceFirst("^[\\w.$]+\\.\\w+: ", "").replaceFirst("\\.$", "");
    }
  }

  /** A connector, and its tasks by number. */
  public record Status(String name, State connector, List<State> tasks) {
    /** It has tasks, and all of it runs. */
    public boolean isRunning() {
      return !tasks.isEmpty() && all().allMatch(State::isRunning);
    }

    /** What of it has failed, the connector itself first. */
    public Optional<State> failure() {
      return all().filter(State::hasFailed).findFirst();
    }

    private Stream<State> all() {
      return Stream.concat(Stream.of(connector), tasks.stream());
    }
  }

  /** Whether the worker takes requests. */
  public boolean isReady() {
    try {
      return send("GET", "/health", null).statusCode() == 200;
    } catch (ConnectUnavailable starting) {
      return false;
    }
  }

  /** The names of all connectors. */
  public List<String> connectors() {
    List<String> names = new ArrayList<>();
    call("GET", "/connectors", null).forEach(name -> names.add(name.asText()));
    return names;
  }

  /**
   * Makes a connector, or gives one that is there these settings. The same again changes nothing.
   */
  public void put(String name, Map<String, String> settings) {
    call("PUT", "/connectors/" + name + "/config", JSON.valueToTree(settings));
  }

  /** Where a browser finds how a connector is. */
  URI statusPage(String name) {
    return web.resolve("/connectors/" + name + "/status");
  }

  /** How a connector is, if there is one by this name, and a moment after it was made. */
  public Optional<Status> status(String name) {
    String path = "/connectors/" + name + "/status";
    HttpResponse<String> response = settled("GET", path, null);
    if (response.statusCode() == NOT_FOUND) {
      return Optional.empty();
    }
    JsonNode answer = content("GET", path, response);
    List<State> tasks = new ArrayList<>();
    answer.path("tasks").forEach(task -> tasks.add(state(task)));
    return Optional.of(new Status(name, state(answer.path("connector")), tasks));
  }

  private static State state(JsonNode node) {
    return new State(node.path("state").asText(), node.path("trace").asText());
  }

  /** Starts a connector and its tasks again, also those that have failed. Does not wait. */
  public void restart(String name) {
    call("POST", "/connectors/" + name + "/restart?includeTasks=true", null);
  }

  /** Lets a connector rest; it keeps its place. Does not wait. */
  public void pause(String name) {
    call("PUT", "/connectors/" + name + "/pause", null);
  }

  /** Lets a connector that rests go on. Does not wait. */
  public void resume(String name) {
    call("PUT", "/connectors/" + name + "/resume", null);
  }

  /** Removes a connector. What it keeps in its source, such as a replication slot, stays there. */
  public void delete(String name) {
    call("DELETE", "/connectors/" + name, null);
  }

  private JsonNode call(String method, String path, JsonNode body) {
    return content(method, path, settled(method, path, body));
  }

  /** The answer once the workers agree who does what; until then Connect refuses with 409. */
  private HttpResponse<String> settled(String method, String path, JsonNode body) {
    long end = System.nanoTime() + BUSY.toNanos();
    HttpResponse<String> response = send(method, path, body);
    while (response.statusCode() == REBALANCING && System.nanoTime() < end) {
      try {
        ServerProcess.pause();
      } catch (IOException e) {
        throw new ConnectUnavailable(e.getMessage(), e);
      }
      response = send(method, path, body);
    }
    return response;
  }

  private JsonNode content(String method, String path, HttpResponse<String> response) {
    if (response.statusCode() >= 400) {
      throw new ConnectRefused(
          "Kafka Connect at %s refuses %s %s (%s): %s"
              .formatted(web, method, path, response.statusCode(), error(response.body())));
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new ConnectRefused(
          "What answers at %s is not Kafka Connect: %s %s gives no JSON. See its address with: %s"
              .formatted(web, method, path, Program.callHere("status")));
    }
  }

  private HttpResponse<String> send(String method, String path, JsonNode body) {
    BodyPublisher content =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    HttpRequest request =
        HttpRequest.newBuilder(web.resolve(path))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .method(method, content)
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectUnavailable("interrupted while Kafka Connect at " + web + " answers", e);
    } catch (IOException e) {
      throw new ConnectUnavailable(
          "Kafka Connect at "
              + web
              + " does not answer ("
              + e
              + "). See whether it runs with "
              + Program.callHere("status")
              + ", and start it with "
              + Program.callHere("up --cdc"),
          e);
    }
  }

  /** What an answer says is wrong, in one line and without what it adds about itself. */
  private static String error(String body) {
    try {
      String message = JSON.readTree(body).path("message").asText();
      return message
          .replaceFirst("(?s)\nYou can also find the above list.*", "")
          .replaceAll("\\s*\n\\s*", " ")
          .replaceFirst("\\.$", "");
    } catch (IOException notJson) {
      return body.lines().findFirst().orElse("");
    }
  }
}
