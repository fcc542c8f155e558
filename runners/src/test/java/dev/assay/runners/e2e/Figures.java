package dev.assay.runners.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the processes of a Flink cluster tell Prometheus of one job. */
record Figures(String job, String text) {
  private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)\\{(.*)} (\\S+)");

  static Figures of(String job, List<String> addresses) throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    for (String address : addresses) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address + "/metrics")).build();
      text.append(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }
    return new Figures(job, text.toString());
  }

  /** Assay's counters, by name, over all subtasks and steps. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    String prefix = OPERATOR + "assay_";
    Matcher sample = SAMPLE.matcher(text);
    while (sample.find()) {
      if (sample.group(1).startsWith(prefix) && sample.group(2).contains(job)) {
        long value = (long) Double.parseDouble(sample.group(3));
        counts.merge(sample.group(1).substring(prefix.length()), value, Long::sum);
      }
    }
    return counts;
  }

  /** How far event time is in a step, in its slowest subtask, in milliseconds since 1970. */
  long watermark(String step) {
    long slowest = Long.MAX_VALUE;
    Matcher sample = SAMPLE.matcher(text);
    while (sample.find()) {
      if (sample.group(1).equals(OPERATOR + "currentInputWatermark")
          && sample.group(2).contains(job)
          && sample.group(2).contains(step)) {
        slowest = Math.min(slowest, (long) Double.parseDouble(sample.group(3)));
      }
    }
    return slowest;
  }
}
