package dev.assay.pipelines.wealth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.InputException;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that were read wrongly once, each with what must become of it. */
class CasesIT {
  private static final Path CASES = Path.of("..", "data", "cases").toAbsolutePath().normalize();
  private static final Path EXPECTED = CASES.resolve("expected");
  private static final List<String> FOLDERS =
      List.of("csv-header", "currency-name", "digits", "gzip", "long-key");
  private static final Pattern ID = Pattern.compile("tradeId=([^,]+),");
  private static final int NAMED = 10;
  private static final String TRADES = Trade.TABLE.name();
  private static final String NEXT =
      """
      {"trade_id":"NEXT","customer_id":"C001","stock_symbol":"ACME","transaction_type":"BUY",\
      "quantity":1,"price":1,"transaction_time":"2026-01-05T10:00:00Z"}
      """;

  @TempDir Path folder;

  /** Names such as {@code gzip/plain-appended.jsonl.gz}. */
  private static Stream<String> cases() throws IOException {
    List<String> names = new ArrayList<>();
    for (String name : FOLDERS) {
      try (Stream<Path> files = Files.list(CASES.resolve(name))) {
        files
            .filter(file -> !file.endsWith("customers.csv"))
            .forEach(file -> names.add(name + "/" + file.getFileName()));
      }
    }
    return names.stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void case_gives_what_is_expected_of_it_and_stops_no_later_run(String name) throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    assertThat(outcome(runs, name), is(Files.readAllLines(expected(name))));
    Path next = Files.writeString(folder.resolve("next.jsonl"), NEXT);
    RunReport report = runs.load(next, CASES.resolve("customers.csv"));
    assertThat(report.failures(), is(empty()));
    assertThat(report.rows(TRADES, ControlTotal.VALID), is(1L));
  }

  @Test
  void no_expectation_is_without_its_case() throws IOException {
    List<String> expected = cases().map(name -> expected(name).toString()).sorted().toList();
    try (Stream<Path> files = Files.list(EXPECTED)) {
      assertThat(files.map(Path::toString).sorted().toList(), is(expected));
    }
  }

  private static Path expected(String name) {
    return EXPECTED.resolve(name.replace('/', '-') + ".txt");
  }

  private static Path customers(String name) {
    Path own = CASES.resolve(name).resolveSibling("customers.csv");
    return Files.exists(own) ? own : CASES.resolve("customers.csv");
  }

  /** What a run over the file came to: an error, or trades and the rules of what was refused. */
  private static List<String> outcome(WealthRuns runs, String name) {
    RunReport report;
    try {
      report = runs.load(CASES.resolve(name), customers(name));
    } catch (Pipeline.PipelineExecutionException e) {
      assertThat(e.getCause(), is(instanceOf(InputException.class)));
      assertThat(runs.versions(), is(anEmptyMap()));
      String message = e.getCause().getMessage();
      return List.of("error " + message.replace(CASES + "/", ""));
    }
    assertThat(report.failures(), is(empty()));
    Map<String, List<String>> tables = runs.tables();
    List<String> outcome = new ArrayList<>();
    outcome.add("read " + told(report, ControlTotal.READ));
    outcome.add("valid " + told(report, ControlTotal.VALID) + ids(tables.get("silver trades")));
    outcome.addAll(refused(tables, TRADES));
    outcome.addAll(refused(tables, Customer.TABLE.name()));
    for (Map.Entry<String, List<String>> table : tables.entrySet()) {
      if (table.getKey().startsWith("gold ")) {
        String warehouse = table.getKey().replace("gold ", "warehouse ");
        assertThat(warehouse, tables.get(warehouse), is(table.getValue()));
      }
    }
    return outcome;
  }

  private static String told(RunReport report, String stage) {
    String money =
        report.totals(TRADES, stage).stream()
            .map(RunReport.StageTotal::money)
            .filter(amount -> amount.value().signum() != 0)
            .map(Amount::toString)
            .collect(Collectors.joining(" + "));
    return report.rows(TRADES, stage) + " / " + (money.isEmpty() ? "0" : money);
  }

  private static String ids(List<String> trades) {
    return trades.size() > NAMED
        ? ""
        : trades.stream()
            .map(ID::matcher)
            .filter(Matcher::find)
            .map(id -> " " + id.group(1))
            .map(id -> id.length() > NAMED ? id.substring(0, NAMED) + "..." : id)
            .collect(Collectors.joining());
  }

  /** Rules, and how many payloads broke them. */
  private static List<String> refused(Map<String, List<String>> tables, String table) {
    Map<String, List<String>> byRules = new TreeMap<>();
    for (String row : tables.get("quarantine " + table)) {
      String[] parts = row.split(" <- ", 2);
      byRules.computeIfAbsent(parts[0], rules -> new ArrayList<>()).add(parts[1]);
    }
    List<String> lines = new ArrayList<>();
    byRules.forEach(
        (rules, payloads) ->
            lines.add("refused " + payloads.size() + " of " + table + ": " + rules));
    return lines;
  }
}
