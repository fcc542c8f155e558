package dev.assay.transforms;

import dev.assay.schemas.Additive;
import dev.assay.schemas.Reversible;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;

/**
 * The facts of one metric that some changes add and take back. Facts that are reversible are added
 * up by key; others go on one by one, for each may be taken back later.
 */
final class Facts<T extends Record, G extends Record & Additive<G>> {
  private final Metric<T, G> metric;
  private final RowKey.Reader<G> keys;
  private final boolean reversible;
  private final Map<RowKey, Counted<G>> plus = new HashMap<>();
  private final Map<RowKey, Counted<G>> minus = new HashMap<>();
  private final List<Counted<G>> single = new ArrayList<>();
  private final List<Counted<G>> singleMinus = new ArrayList<>();

  /** Takes facts, by kind. */
  interface Taker<G extends Record> {
    void take(int kind, RowKey key, Counted<G> sum);
  }

  Facts(Metric<T, G> metric) {
    this.metric = metric;
    this.keys = new RowKey.Reader<>(metric.table());
    this.reversible = isReversible(metric);
  }

  static boolean isReversible(Metric<?, ?> metric) {
    return Reversible.class.isAssignableFrom(metric.table().type());
  }

  Table<G> table() {
    return metric.table();
  }

  Coder<Counted<G>> coder() {
    return Counted.coder(metric.coder());
  }

  void add(Change<T> change) {
    Counted<G> fact = new Counted<>(1, metric.fact().apply(change.refined().row()));
    Change.Kind kind = change.kind();
    if (kind != Change.Kind.LOST) {
      add(fact, plus, single);
    }
    if (kind == Change.Kind.LOST || kind == Change.Kind.REFUSED) {
      add(fact, minus, singleMinus);
    }
  }

  private void add(Counted<G> fact, Map<RowKey, Counted<G>> sums, List<Counted<G>> singles) {
    if (reversible) {
      sums.merge(keys.of(fact.fact()), fact, Counted::plus);
    } else {
      singles.add(fact);
    }
  }

  /** What is to be added first: what is taken back may be part of it. */
  void forEach(Taker<G> taker) {
    plus.forEach((key, sum) -> taker.take(AggregateStream.PLUS, key, sum));
    single.forEach(sum -> taker.take(AggregateStream.PLUS, keys.of(sum.fact()), sum));
    minus.forEach((key, sum) -> taker.take(AggregateStream.MINUS, key, sum));
    singleMinus.forEach(sum -> taker.take(AggregateStream.MINUS, keys.of(sum.fact()), sum));
  }
}
