package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Nearest;
import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import dev.assay.transforms.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The tables of a pipeline whose payloads can be in quarantine, their columns and their rules. */
final class QuarantineRules {
  private final Flow pipeline;

  /** What payloads in quarantine were seen to break. */
  private final Set<String> seen = new TreeSet<>();

  QuarantineRules(Flow pipeline) {
    this.pipeline = pipeline;
  }

  /** The columns that rules may begin with. */
  List<Column> columns() {
    return tables().stream().flatMap(table -> table.columns().stream()).distinct().toList();
  }

  private List<Table<?>> tables() {
    List<Table<?>> tables = new ArrayList<>(pipeline.quarantinable());
    tables.addAll(pipeline.given());
    return tables;
  }

  void see(String rules) {
    seen.addAll(List.of(rules.split(",")));
  }

  /**
   * Refuses a rule that no payload in quarantine breaks and no contract states.
   *
   * @throws BadUsage with the rules that are known
   */
  void require(String rule) {
    Set<String> known = new TreeSet<>(seen);
    tables().forEach(table -> known.addAll(Rules.of(table)));
    if (rule == null || known.contains(rule)) {
      return;
    }
    String broken =
        seen.isEmpty()
            ? "no payload is in quarantine"
            : "payloads in quarantine break " + String.join(", ", seen);
    throw new BadUsage(
        List.of(
            "--rule="
                + rule
                + " is no rule of "
                + pipeline
                + ": "
                + broken
                + Nearest.to(rule, seen)
                    .or(() -> Nearest.to(rule, known))
                    .map(Nearest::question)
                    .orElse("")));
  }
}
