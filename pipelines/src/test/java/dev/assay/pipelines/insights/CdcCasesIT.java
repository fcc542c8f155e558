package dev.assay.pipelines.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.books.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that were read wrongly once, each file with what must become of it. */
class CdcCasesIT {
  private static final Path FOLDER =
      Path.of("..", "data", "cases", "cdc").toAbsolutePath().normalize();

  @TempDir Path folder;

  private static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jsonl"))
          .map(name -> name.substring(0, name.length() - ".jsonl".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  /** Versions, sums of customers, and the rules of what was refused. */
  private static List<String> outcome(InsightsRuns runs) {
    List<String> outcome = new ArrayList<>();
    for (boolean current : new boolean[] {true, false}) {
      runs.rows(
              "SELECT changed_table, row_key, lsn, valid_from AT TIME ZONE 'UTC',"
                  + " valid_to AT TIME ZONE 'UTC', image FROM insights.row_versions WHERE is_current = "
                  + current)
          .forEach(row -> outcome.add((current ? "current " : "former ") + row));
    }
    runs.rows("SELECT day, customer_id, transactions, debits FROM insights.customer_transactions")
        .forEach(row -> outcome.add("debits " + row));
    runs.broken().stream().distinct().forEach(rules -> outcome.add("quarantine " + rules));
    Collections.sort(outcome);
    return outcome;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void case_gives_what_is_expected_of_it_in_either_order_and_repeated(String name)
      throws IOException {
    List<String> expected = Files.readAllLines(FOLDER.resolve("expected").resolve(name + ".txt"));
    List<String> messages = Files.readAllLines(FOLDER.resolve(name + ".jsonl"));

    InsightsRuns ordered = new InsightsRuns(folder.resolve("ordered"));
    assertThat(ordered.load(FOLDER.resolve(name + ".jsonl")).failures(), is(empty()));
    assertThat(outcome(ordered), is(expected));
    assertThat(ordered.rebuild().failures(), is(empty()));
    assertThat(outcome(ordered), is(expected));

    List<String> again = new ArrayList<>(messages);
    again.addAll(messages);
    Collections.reverse(again);
    InsightsRuns reversed = new InsightsRuns(folder.resolve("reversed"));
    for (int i = 0; i < again.size(); i++) {
      Path one = Files.writeString(folder.resolve(i + ".jsonl"), again.get(i) + "\n");
      RunReport report = reversed.load(one);
      assertThat(report.failures(), is(empty()));
    }
    assertThat(outcome(reversed), is(expected));
  }

  @Test
  void no_expectation_is_without_its_case() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("expected"))) {
      List<String> names =
          files.map(file -> file.getFileName().toString().replace(".txt", "")).sorted().toList();
      assertThat(names, is(cases().toList()));
    }
  }
}
