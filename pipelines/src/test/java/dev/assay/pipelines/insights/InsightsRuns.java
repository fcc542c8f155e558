package dev.assay.pipelines.insights;

import dev.assay.pipelines.BoundedRuns;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.schemas.insights.ChangeEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs of the pipeline {@code insights} over files, and what its views show. */
final class InsightsRuns extends BoundedRuns {
  InsightsRuns(Path lake) {
    super(Insights.FLOW, lake, TestPostgres.freshDatabase());
    enforced = false;
  }

  /** Loads what was not loaded before. */
  RunReport load(Object messages) {
    return load(Map.of(ChangeEvent.TABLE.name(), Endpoint.files(messages.toString())));
  }

  /** The rules of each rejected message. */
  List<String> broken() {
    return quarantine(ChangeEvent.TABLE).stream()
        .map(row -> row.substring(0, row.indexOf(" <- ")))
        .toList();
  }

  /** What gold says, in lake and warehouse. */
  Map<String, List<String>> gold() {
    Map<String, List<String>> gold = new TreeMap<>(tables());
    gold.keySet().removeIf(name -> !name.startsWith("gold ") && !name.startsWith("warehouse "));
    return gold;
  }

  /** What every view shows, its rows sorted. */
  Map<String, List<String>> views() {
    Map<String, List<String>> views = new TreeMap<>();
    for (String statement : Insights.FLOW.views()) {
      String[] words = statement.split("\\s+");
      int view = Arrays.asList(words).indexOf("VIEW") + 1;
      if (view > 0) {
        views.put(words[view], rows("SELECT * FROM " + words[view]));
      }
    }
    return views;
  }

  /** The rows of a query, sorted as text, their values separated by a bar. */
  List<String> rows(String sql) {
    List<String> rows = new ArrayList<>();
    TestPostgres.rows(warehouse, sql).forEach(row -> rows.add(String.join("|", texts(row))));
    return rows.stream().sorted().toList();
  }

  private static List<String> texts(List<String> row) {
    return row.stream().map(value -> value == null ? "" : value).toList();
  }
}
