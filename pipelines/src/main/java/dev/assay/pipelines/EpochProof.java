package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.Displaced;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Rejected;
import dev.assay.transforms.Reconcile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Whether the parts of an epoch that are of a table belong together: every payload that was read is
 * accounted for, and the files hold exactly the rows that were counted. Parts that come from
 * several workers may come in several turns; they add up when all of them are there. A row that was
 * displaced leaves silver; where it contradicts the one in its place it comes to quarantine, and
 * where it is an older version of it nowhere.
 */
record EpochProof(String table, List<Record> parts) {
  /** What does not add up, as sentences; empty when everything does. */
  List<String> failures() {
    List<ControlTotal> totals = new ArrayList<>();
    parts.forEach(part -> addOwn(part, totals));
    List<String> failures = new ArrayList<>(Reconcile.failures(totals));
    compare("bronze", rows(Layer.BRONZE), rows(ControlTotal.READ), failures);
    compare("silver", rows(Layer.SILVER), rows(ControlTotal.VALID) + replaced(), failures);
    compare(
        "quarantine",
        rows(Layer.QUARANTINE) + count(Rejected.class, Rejected::table),
        rows(ControlTotal.QUARANTINED) + rows(ControlTotal.LATE),
        failures);
    compare("rows to replace", count(Displaced.class, Displaced::table), replaced(), failures);
    return failures;
  }

  /** Rows that silver loses, to others or to the same as they are described now. */
  private long replaced() {
    return rows(ControlTotal.DISPLACED) + rows(ControlTotal.DESCRIBED);
  }

  private void addOwn(Record part, List<ControlTotal> totals) {
    if (part instanceof ControlTotal total && total.table().equals(table)) {
      totals.add(total);
    }
  }

  private void compare(String what, long found, long counted, List<String> failures) {
    if (found != counted) {
      failures.add(
          table + ": " + what + " gained " + found + " rows, but " + counted + " were counted");
    }
  }

  private long rows(String stage) {
    return sum(
        part ->
            part instanceof ControlTotal total
                && total.table().equals(table)
                && total.stage().equals(stage));
  }

  private long rows(Layer layer) {
    return sum(
        part ->
            part instanceof DataFile file
                && file.table().equals(table)
                && file.layer().equals(layer.toString()));
  }

  private long sum(Predicate<Record> wanted) {
    return parts.stream()
        .filter(wanted)
        .mapToLong(
            part -> part instanceof DataFile file ? file.rows() : ((ControlTotal) part).rows())
        .sum();
  }

  private <R extends Record> long count(Class<R> kind, Function<R, String> tableOf) {
    return parts.stream()
        .filter(kind::isInstance)
        .filter(part -> tableOf.apply(kind.cast(part)).equals(table))
        .count();
  }
}
