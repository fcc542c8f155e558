package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.apache.beam.sdk.coders.Coder;

/** Adds up the facts of one metric by key. */
final class Sums<T, G extends Record> {
  private final Metric<T, G> metric;
  private final RowKey.Reader<G> keys;
  private final BinaryOperator<G> plus;
  private final Coder<G> coder;
  private final Map<RowKey, G> sums = new HashMap<>();

  Sums(Metric<T, G> metric) {
    this.metric = metric;
    this.keys = new RowKey.Reader<>(metric.table());
    this.plus = metric.table().algebra()::plus;
    this.coder = metric.coder();
  }

  void add(T row) {
    plus(metric.fact().apply(row));
  }

  private void plus(G fact) {
    sums.merge(keys.of(fact), fact, plus);
  }

  void addAll(byte[] packet) {
    Packets.forEach(packet, coder, this::plus);
  }

  int size() {
    return sums.size();
  }

  Collection<G> values() {
    return sums.values();
  }

  Map<RowKey, G> byKey() {
    return sums;
  }
}
