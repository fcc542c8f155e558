package dev.assay.runners.cli;

import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.flows.Insights;
import dev.assay.runners.Program;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.transforms.insights.DebeziumReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many messages about each table of the source are in quarantine, by the rules they break. */
final class QuarantinedChanges {
  private final SortedMap<String, SortedMap<String, Long>> counts = new TreeMap<>();

  private final String lake;

  private QuarantinedChanges(String lake) {
    this.lake = lake;
  }

  /** Those of a lake; none where there is no lake. */
  static QuarantinedChanges in(String lake) {
    QuarantinedChanges changes = new QuarantinedChanges(lake);
    new QuarantineReader(lake)
        .read(List.of(Insights.FLOW.own(ChangeEvent.TABLE)), ReplayFilter.ALL, changes::add);
    return changes;
  }

  private void add(Rejected rejected) {
    String table = DebeziumReader.changedTable(rejected.payload());
    if (Insights.BANK.stream().map(Table::name).anyMatch(table::equals)) {
      counts.computeIfAbsent(table, t -> new TreeMap<>()).merge(rejected.rules(), 1L, Long::sum);
    }
  }

  /** A sentence per table that has some, and one that says what to do. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    counts.forEach(
        (table, rules) ->
            sentences.add(
                table
                    + ": messages in quarantine: "
                    + Numbers.rows(rules.values().stream().mapToLong(Long::longValue).sum())
                    + ", by "
                    + rules.entrySet().stream()
                        .map(rule -> rule.getKey() + " (" + Numbers.rows(rule.getValue()) + ")")
                        .collect(Collectors.joining(", "))));
    if (!sentences.isEmpty()) {
      sentences.add(
          "Silver and gold lack what these tell: '"
              + Program.callHere("quarantine list --pipeline=insights")
              + Program.option("lake", lake)
              + "' shows them. Where the source's table was changed, change its contract, then '"
              + Program.callHere("run insights --rebuild")
              + Program.option("lake", lake)
              + "'.");
    }
    return sentences;
  }
}
