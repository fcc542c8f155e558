package dev.assay.transforms;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * The counters by which one sees a run at work, and their names: {@code <layer>.<table>.<what>} in
 * the namespace {@value #NAMESPACE}. What quarantine gains is also counted by rule, which is then
 * what is counted.
 *
 * <p>They count what is attempted: what is done again after a failure is counted again. What is
 * true stands in the books, as control totals.
 *
 * <p>To count is to look a name up, so it is done once for many rows. A counter that may stay at
 * zero is told so: only then do readers know of it before it moves.
 */
public final class Counts {
  public static final String NAMESPACE = "assay";

  /** Bronze: payloads that came, those that bronze holds already among them. */
  public static final String CAPTURED = "captured";

  /** Silver: payloads looked at, those of quarantine that are looked at again among them. */
  public static final String PARSED = "parsed";

  /** Gold: rows given to the warehouse as they are now. */
  public static final String STATED = "stated";

  /** Gold: rows that are no more, to be removed from the warehouse. */
  public static final String WITHDRAWN = "withdrawn";

  /** Gold: rows that the warehouse did not take. */
  public static final String REFUSED = "refused";

  private Counts() {}

  /** The counter of one thing in one table. */
  public static Counter of(Layer layer, String table, String what) {
    return of(layer.toString(), table, what);
  }

  /** Likewise, of a layer by its name. */
  public static Counter of(String layer, String table, String what) {
    return Metrics.counter(NAMESPACE, layer + "." + table + "." + what);
  }

  /** What becomes of the rows of a silver table. */
  static final class Silver implements Serializable {
    private final Counter valid;
    private final Counter duplicate;
    private final Counter displaced;

    Silver(Table<?> table) {
      valid = of(Layer.SILVER, table.name(), ControlTotal.VALID);
      duplicate = of(Layer.SILVER, table.name(), ControlTotal.DUPLICATE);
      displaced = of(Layer.SILVER, table.name(), ControlTotal.DISPLACED);
    }

    /** Counts what was settled, of totals of valid rows less those that were displaced. */
    void settled(List<ControlTotal> totals) {
      long displacedRows = rows(totals, ControlTotal.DISPLACED);
      valid.inc(rows(totals, ControlTotal.VALID) + displacedRows);
      duplicate.inc(rows(totals, ControlTotal.DUPLICATE));
      displaced.inc(displacedRows);
    }

    private static long rows(List<ControlTotal> totals, String stage) {
      long rows = 0;
      for (ControlTotal total : totals) {
        rows += total.stage().equals(stage) ? total.rows() : 0;
      }
      return rows;
    }
  }

  /** What quarantine gains of a silver table, by rule and altogether. */
  static final class Quarantined implements Serializable {
    private final String table;
    private final Counter quarantined;
    private final Counter late;

    Quarantined(String table) {
      this.table = table;
      quarantined = of(Layer.SILVER, table, ControlTotal.QUARANTINED);
      late = of(Layer.SILVER, table, ControlTotal.LATE);
    }

    /** Counts rows that broke the same rules; each counts once for every rule. */
    void gained(String rules, long rows) {
      boolean isLate = rules.equals(Rejected.LATE);
      quarantined.inc(isLate ? 0 : rows);
      late.inc(isLate ? rows : 0);
      if (rows > 0) {
        for (String rule : rules.split(",")) {
          of(Layer.QUARANTINE, table, rule).inc(rows);
        }
      }
    }
  }
}
