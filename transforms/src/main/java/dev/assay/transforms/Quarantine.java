package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Counts what goes to quarantine of one table: quarantined or late, in rows and money. */
public final class Quarantine
    extends PTransform<PCollection<Rows<Rejected>>, PCollection<ControlTotal>> {
  private final int sign;

  private Quarantine(int sign) {
    this.sign = sign;
  }

  /** What quarantine gains. */
  public static Quarantine gains() {
    return new Quarantine(1);
  }

  /** What quarantine gives back, to be looked at again; it was also read once before. */
  public static Quarantine gives() {
    return new Quarantine(-1);
  }

  @Override
  public PCollection<ControlTotal> expand(PCollection<Rows<Rejected>> rejected) {
    return rejected
        .apply("Count rejected", ParDo.of(new Count(sign)))
        .setCoder(RecordCoder.of(ControlTotal.class));
  }

  private static final class Count extends DoFn<Rows<Rejected>, ControlTotal> {
    private final int sign;

    Count(int sign) {
      this.sign = sign;
    }

    @ProcessElement
    public void process(@Element Rows<Rejected> rejected, OutputReceiver<ControlTotal> out) {
      Totals totals = new Totals();
      Map<String, Long> byRules = new HashMap<>();
      for (Rejected row : rejected.list()) {
        String stage = row.late() ? ControlTotal.LATE : ControlTotal.QUARANTINED;
        add(totals, row, stage);
        if (sign < 0) {
          add(totals, row, ControlTotal.READ);
        } else {
          byRules.merge(row.rules(), 1L, Long::sum);
        }
      }
      if (!byRules.isEmpty()) {
        byRules.forEach(new Counts.Quarantined(rejected.list().get(0).table())::gained);
      }
      totals.list().forEach(out::output);
    }

    private void add(Totals totals, Rejected row, String stage) {
      Amount amount = sign < 0 ? row.money().negate() : row.money();
      totals.add(row.table(), stage, row.day(), sign, amount);
    }
  }
}
