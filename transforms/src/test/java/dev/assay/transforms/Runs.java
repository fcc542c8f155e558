package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Masks;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;

/** Runs over one table after the other, with what silver and quarantine hold between them. */
final class Runs<T extends Record> {
  private final Table<T> table;
  private final int shards;
  private final PayloadParser<T> parser;
  private final Map<Long, Raw> bronze = new HashMap<>();
  private final List<Raw> beaten = new ArrayList<>();
  private final List<Rejected> broken = new ArrayList<>();
  private final Totals all = new Totals();
  private List<Refined<T>> held = List.of();
  private List<ControlTotal> last = List.of();

  Runs(Table<T> table, int shards) {
    this.table = table;
    this.shards = shards;
    this.parser = new PayloadParser<>(table);
  }

  /** One run over this input; each payload has its own position. */
  void run(List<Raw> input) {
    Pipeline p = Payloads.pipeline();
    PCollection<Batch<T>> fresh =
        Payloads.of(p, "Fresh", input).apply("Refine", Refine.into(table));
    PCollection<Batch<T>> lost =
        Payloads.of(p, "Beaten", beaten).apply("Refine beaten", Refine.into(table));
    PCollection<Rows<Refined<T>>> silver =
        p.apply("Held", Create.of(new Rows<>(held)).withCoder(Rows.coder(Refined.coder(table))));
    Settled<T> result = fresh.apply(Settle.bounded(table, shards, silver, lost));
    Outputs<Rows<Refined<T>>> gained = Outputs.of(result.gained("Gained"));
    Outputs<Rows<Refined<T>>> displaced = Outputs.of(result.lost("Lost"));
    Outputs<Rows<Rejected>> rejected = Outputs.of(result.rejected());
    Outputs<Rows<Rejected>> contradictions = Outputs.of(result.contradictions());
    List<Outputs<ControlTotal>> totals =
        List.of(
            Outputs.of(result.totals()),
            Outputs.of(result.rejected().apply("Count rejected", Quarantine.gains())),
            Outputs.of(result.contradictions().apply("Count beaten", Quarantine.gains())));
    p.run().waitUntilFinish();

    input.forEach(raw -> bronze.put(raw.position(), raw));
    List<Refined<T>> next = new ArrayList<>(held);
    next.removeAll(Outputs.flat(displaced));
    next.addAll(Outputs.flat(gained));
    held = next;
    Outputs.flat(contradictions).forEach(row -> beaten.add(bronze.get(row.position())));
    broken.addAll(Outputs.flat(rejected));
    Totals sum = new Totals();
    totals.forEach(some -> some.list().forEach(sum::add));
    last = sum.list();
    last.forEach(all::add);
  }

  /** What silver holds. */
  List<Refined<T>> held() {
    return held;
  }

  /** The payloads in quarantine for contradicting another row. */
  List<Raw> beaten() {
    return beaten;
  }

  /** The rows that silver holds. */
  List<T> winners() {
    return sorted(held.stream().map(Refined::row).toList());
  }

  /** The contents in quarantine for contradicting another row. */
  List<T> contradictions() {
    return contents(beaten);
  }

  /** What these payloads say. */
  List<T> contents(List<Raw> raws) {
    return sorted(raws.stream().map(raw -> Masks.hide(table, parser.parse(raw).row())).toList());
  }

  /** The payloads in quarantine for breaking a rule. */
  List<String> broken() {
    return broken.stream().map(row -> row.payload() + " " + row.rules()).sorted().toList();
  }

  /** What does not add up in the last run. */
  List<String> failures() {
    return Reconcile.failures(last);
  }

  List<ControlTotal> lastTotals() {
    return scaled(last);
  }

  /** The sums of all runs. */
  List<ControlTotal> totals() {
    return scaled(all.list());
  }

  static List<ControlTotal> scaled(List<ControlTotal> totals) {
    return totals.stream()
        .map(total -> total.plus(zero(total)))
        .sorted(Comparator.comparing(ControlTotal::toString))
        .toList();
  }

  private static ControlTotal zero(ControlTotal total) {
    return ControlTotal.of(
        total.table(),
        total.stage(),
        total.day(),
        0,
        new Amount(BigDecimal.ZERO.setScale(8), total.unit()));
  }

  static <T> List<T> sorted(List<T> rows) {
    return rows.stream().sorted(Comparator.comparing(Object::toString)).toList();
  }
}
