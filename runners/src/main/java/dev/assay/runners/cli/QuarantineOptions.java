package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Flows;
import dev.assay.pipelines.Nearest;
import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options that pick quarantined payloads. */
final class QuarantineOptions implements Checked {
  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      completionCandidates = FlowWord.Names.class,
      description = "Whose quarantine. Default: wealth.")
  private Flow pipeline = Flows.usual();

  @Option(names = "--table", paramLabel = "TABLE", description = "Only those of this table.")
  private String table;

  @Option(names = "--rule", paramLabel = "RULE", description = "Only those that break this rule.")
  private String rule;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those that arrived then or later: 2026-01-05 or 2026-01-05T09:30:00Z.")
  private String since;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    List<String> tables = pipeline.quarantinable().stream().map(Table::name).toList();
    if (table != null && !tables.contains(table)) {
      problems.add(
          "--table="
              + table
              + " is no table of "
              + pipeline
              + ": choose among "
              + String.join(", ", tables)
              + Nearest.question(table, tables));
    }
    if (since != null) {
      Times.parse("--since", since, problems);
    }
    return problems;
  }

  Flow pipeline() {
    return pipeline;
  }

  ReplayFilter filter() {
    Optional<Instant> from =
        Optional.ofNullable(since).flatMap(text -> Times.parse("--since", text, new ArrayList<>()));
    return new ReplayFilter(table, rule, from.map(Instant::toString).orElse(null));
  }

  /**
   * Gives what is picked of the quarantine of a lake.
   *
   * @throws BadUsage where there is no such lake, or no such rule
   */
  void read(String lake, List<Table<?>> tables, Consumer<Rejected> consumer) {
    HomeOptions.missingLake(lake)
        .ifPresent(
            missing -> {
              throw new BadUsage(List.of(missing));
            });
    ReplayFilter filter = filter();
    QuarantineRules rules = new QuarantineRules(pipeline);
    new QuarantineReader(lake)
        .read(
            tables,
            new ReplayFilter(table, null, null),
            rejected -> {
              rules.see(rejected.rules());
              if (filter.picks(rejected)) {
                consumer.accept(rejected);
              }
            });
    rules.require(rule);
  }
}
