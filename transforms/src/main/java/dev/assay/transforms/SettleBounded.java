package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.transforms.Change.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Settles all rows of a shard of a bounded run. Most keys have one row, of which nothing needs to
 * be found out. The rows of the others are settled key by key, the best new one first: so silver
 * gains none that it does not keep.
 */
final class SettleBounded<T extends Record>
    extends DoFn<KV<Integer, Iterable<byte[]>>, Rows<Change<T>>> {
  private final Table<T> table;
  private final Settled.Tags<T> tags;

  SettleBounded(Table<T> table, Settled.Tags<T> tags) {
    this.table = table;
    this.tags = tags;
  }

  @ProcessElement
  public void process(@Element KV<Integer, Iterable<byte[]>> shard, MultiOutputReceiver out)
      throws IOException {
    Map<RowKey, Change<T>> single = new HashMap<>();
    Map<RowKey, List<Change<T>>> contested = new HashMap<>();
    gather(shard.getValue(), single, contested);
    Outcome<T> outcome = new Outcome<>(table, tags, false);
    Settlement<T> settlement = new Settlement<>(table, outcome);
    Comparator<Change<T>> order = order();
    for (List<Change<T>> claims : contested.values()) {
      claims.sort(order);
      settlement.over(new OneKey<>());
      claims.forEach(claim -> settle(claim, settlement));
    }
    contested.keySet().forEach(single::remove);
    for (Change<T> claim : single.values()) {
      if (claim.kind() == Kind.GAINED) {
        settlement.gained(claim);
      }
    }
    send(Kind.GAINED, tags.gained(), outcome, out);
    send(Kind.LOST, tags.lost(), outcome, out);
    outcome.changes().clear();
    outcome.send(out);
  }

  /** Packed, for a runner may settle all shards before it does anything with the rows of one. */
  private void send(
      Kind kind, TupleTag<Rows<Refined<T>>> tag, Outcome<T> outcome, MultiOutputReceiver out) {
    Coder<Refined<T>> coder = Refined.coder(table);
    List<Refined<T>> some = new ArrayList<>();
    for (Change<T> change : outcome.changes()) {
      if (change.kind() == kind) {
        some.add(change.refined());
      }
      if (some.size() == Rows.LIMIT) {
        out.get(tag).output(Rows.packed(some, coder));
        some.clear();
      }
    }
    if (!some.isEmpty()) {
      out.get(tag).output(Rows.packed(some, coder));
    }
  }

  /** What is claimed of each row, by key. */
  private void gather(
      Iterable<byte[]> packets,
      Map<RowKey, Change<T>> single,
      Map<RowKey, List<Change<T>>> contested)
      throws IOException {
    RowKey.Reader<T> keys = new RowKey.Reader<>(table);
    Coder<Refined<T>> coder = Refined.coder(table);
    for (byte[] packet : packets) {
      ByteArrayInputStream in = new ByteArrayInputStream(Compressed.read(packet));
      for (int kind = in.read(); kind >= 0; kind = in.read()) {
        Change<T> claim = new Change<>(Change.kind(kind), coder.decode(in));
        RowKey key = keys.of(claim.refined().row());
        Change<T> first = single.putIfAbsent(key, claim);
        if (first != null) {
          contested.computeIfAbsent(key, k -> new ArrayList<>(List.of(first))).add(claim);
        }
      }
    }
  }

  /** What is new comes last, and of it the best first. */
  private Comparator<Change<T>> order() {
    Comparator<Change<T>> newLast = Comparator.comparing(claim -> claim.kind() == Kind.GAINED);
    return newLast.thenComparing(Change::refined, new Precedence<>(table).order());
  }

  private void settle(Change<T> claim, Settlement<T> settlement) {
    switch (claim.kind()) {
      case GAINED -> settlement.fresh(claim.refined(), null);
      case HELD -> settlement.held(claim.refined());
      default -> settlement.beaten(claim.refined());
    }
  }

  /** Of the key whose rows are settled. */
  private static final class OneKey<T extends Record> implements Memory<T> {
    private Remembered<T> standing;

    @Override
    public Remembered<T> of(RowKey key) {
      return standing;
    }

    @Override
    public void keep(RowKey key, Remembered<T> standing) {
      this.standing = standing;
    }
  }
}
