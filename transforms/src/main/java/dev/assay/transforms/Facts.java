package dev.assay.transforms;

import dev.assay.schemas.Algebra;
import dev.assay.schemas.Column;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.Coder;

/**
 * The facts of one metric that some changes add and take back, added up by key and by what is
 * chosen among facts: of that, each value may be taken back later.
 */
final class Facts<T extends Record, G extends Record> {
  private final Metric<T, G> metric;
  private final RowKey.Reader<G> keys;
  private final RowKey.Reader<G> alike;
  private final BinaryOperator<Counted<G>> sum;
  private final Map<RowKey, Counted<G>> plus = new HashMap<>();
  private final Map<RowKey, Counted<G>> minus = new HashMap<>();

  /** Takes facts, by kind. */
  interface Taker<G extends Record> {
    void take(int kind, RowKey key, Counted<G> sum);
  }

  Facts(Metric<T, G> metric) {
    Table<G> table = metric.table();
    Algebra<G> algebra = table.algebra();
    List<Column> told = Stream.concat(table.keys().stream(), algebra.chosen().stream()).toList();
    this.metric = metric;
    this.keys = new RowKey.Reader<>(table);
    this.alike = new RowKey.Reader<>(table, told);
    this.sum = (one, other) -> one.plus(other, algebra);
  }

  Table<G> table() {
    return metric.table();
  }

  LocalDate dayOf(Counted<G> sum) {
    return metric.dayOf(sum.fact());
  }

  Coder<Counted<G>> coder() {
    return Counted.coder(metric.coder());
  }

  void add(Change<T> change) {
    Counted<G> fact = new Counted<>(1, metric.fact().apply(change.refined().row()));
    Change.Kind kind = change.kind();
    if (kind != Change.Kind.LOST) {
      plus.merge(alike.of(fact.fact()), fact, sum);
    }
    if (kind == Change.Kind.LOST || kind == Change.Kind.REFUSED) {
      minus.merge(alike.of(fact.fact()), fact, sum);
    }
  }

  /** What is to be added first: what is taken back may be part of it. */
  void forEach(Taker<G> taker) {
    plus.values().forEach(each -> taker.take(KeptSums.PLUS, keys.of(each.fact()), each));
    minus.values().forEach(each -> taker.take(KeptSums.MINUS, keys.of(each.fact()), each));
  }
}
