package dev.assay.transforms.insights;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Tells when changes of a source table break its contract: each rule of a table once, for there may
 * be such a change every millisecond.
 */
final class ContractWarnings {
  /** In the log of this worker. */
  static final ContractWarnings OF_WORKER =
      new ContractWarnings(LoggerFactory.getLogger(DebeziumReader.class)::warn);

  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Consumer<String> log;

  ContractWarnings(Consumer<String> log) {
    this.log = log;
  }

  /** Says nothing of values: those may be personal. */
  void tell(String table, List<String> broken) {
    List<String> untold = broken.stream().filter(rule -> told.add(table + " " + rule)).toList();
    if (!untold.isEmpty()) {
      log.accept(
          "Changes of %s break its contract, by %s".formatted(table, String.join(", ", untold))
              + ": they go to quarantine, and their rows stay in silver as they were; other tables"
              + " go on. 'assay quarantine list --pipeline=insights' shows them. Where the source's"
              + " table was changed, change its contract, then 'assay run insights --rebuild'. This"
              + " is told once for each rule");
    }
  }
}
