package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.apache.beam.sdk.coders.Coder;

/** Adds up the facts of one table by key. */
final class Sums<G extends Record> {
  private final RowKey.Reader<G> keys;
  private final BinaryOperator<G> plus;
  private final Coder<G> coder;
  private final Map<RowKey, G> sums = new HashMap<>();

  Sums(Table<G> table) {
    this.keys = new RowKey.Reader<>(table);
    this.plus = table.algebra()::plus;
    this.coder = RecordCoder.of(table.type());
  }

  void add(G fact) {
    sums.merge(keys.of(fact), fact, plus);
  }

  void addAll(byte[] packet) {
    Packets.forEach(packet, coder, this::add);
  }

  Coder<G> coder() {
    return coder;
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
