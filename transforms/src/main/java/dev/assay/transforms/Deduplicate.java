package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.transforms.Contest.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Silver: keeps one row per key, of this input and of what silver holds. A row that says the same
 * again is a duplicate, as is an older version; one that contradicts is rejected as {@code
 * <key>_is_unique}. See {@link Contest} for which row stands.
 *
 * <p>Bounded input is grouped in shards by a hash of the key. A worker thread holds the rows of one
 * shard in memory: with the default of {@value #SHARDS} shards some 40 MB per million rows.
 */
public final class Deduplicate<T extends Record>
    extends PTransform<PCollection<Batch<T>>, Deduplicated<T>> {
  public static final int SHARDS = 16;

  private final Table<T> table;
  private final int shards;
  private final PCollection<Rows<Refined<T>>> held;
  private final PCollection<Batch<T>> beaten;

  private Deduplicate(
      Table<T> table,
      int shards,
      PCollection<Rows<Refined<T>>> held,
      PCollection<Batch<T>> beaten) {
    this.table = table;
    this.shards = shards;
    this.held = held;
    this.beaten = beaten;
  }

  /**
   * By the table's key.
   *
   * @param held what silver holds
   * @param beaten what lost to another row in an earlier run, read again from quarantine
   */
  public static <T extends Record> Deduplicate<T> by(
      Table<T> table,
      int shards,
      PCollection<Rows<Refined<T>>> held,
      PCollection<Batch<T>> beaten) {
    return new Deduplicate<>(table, shards, held, beaten);
  }

  @Override
  public Deduplicated<T> expand(PCollection<Batch<T>> fresh) {
    Deduplicated.Tags<T> tags = new Deduplicated.Tags<>();
    TupleTag<KV<Integer, byte[]>> packets = new TupleTag<>("packets");
    PCollectionTuple read =
        fresh.apply(
            "Spread rows by key",
            ParDo.of(new SpreadFresh<>(table, shards, tags))
                .withOutputTags(packets, TupleTagList.of(tags.rejected()).and(tags.totals())));
    PCollectionTuple settled =
        PCollectionList.of(packets(read.get(packets)))
            .and(packets(held.apply("Spread held rows", ParDo.of(new SpreadHeld<>(table, shards)))))
            .and(
                packets(
                    beaten.apply(
                        "Spread beaten rows", ParDo.of(new SpreadBeaten<>(table, shards)))))
            .apply("Fresh, held and beaten", Flatten.pCollections())
            .apply("Keep the watermark", Windows.asEarlyAsTheRows())
            .apply("Group by key", GroupByKey.create())
            .apply(
                "Settle every key",
                ParDo.of(new Settle<>(table, tags))
                    .withOutputTags(
                        tags.fresh(),
                        TupleTagList.of(tags.displaced())
                            .and(tags.contradictions())
                            .and(tags.totals())));
    return Deduplicated.of(table, tags, read, settled);
  }

  private static PCollection<KV<Integer, byte[]>> packets(
      PCollection<KV<Integer, byte[]>> packets) {
    return packets.setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
  }

  /** Sends rows to the shard of their key. */
  private abstract static class Spread<I, T extends Record> extends DoFn<I, KV<Integer, byte[]>> {
    final Table<T> table;
    final int shards;
    private transient RowKey.Reader<T> keys;
    private transient Coder<Refined<T>> coder;
    private transient List<KV<Integer, byte[]>> ready;
    private transient Packets packets;

    Spread(Table<T> table, int shards) {
      this.table = table;
      this.shards = shards;
    }

    @StartBundle
    public void start() {
      keys = new RowKey.Reader<>(table);
      coder = Refined.coder(table);
      ready = new ArrayList<>();
      packets = new Packets(shards, (shard, packet) -> ready.add(KV.of(shard, packet)));
    }

    final void spread(int kind, Refined<T> refined) {
      packets.add(keys.of(refined.row()).shard(shards), kind, refined, coder);
    }

    final void send(OutputReceiver<KV<Integer, byte[]>> out) {
      ready.forEach(out::output);
      ready.clear();
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      packets.flush();
      ready.forEach(
          packet ->
              context.output(packet, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
      ready.clear();
    }
  }

  private static final class SpreadFresh<T extends Record> extends Spread<Batch<T>, T> {
    private final Deduplicated.Tags<T> tags;

    SpreadFresh(Table<T> table, int shards, Deduplicated.Tags<T> tags) {
      super(table, shards);
      this.tags = tags;
    }

    @ProcessElement
    public void process(
        @Element Batch<T> batch,
        MultiOutputReceiver out,
        OutputReceiver<KV<Integer, byte[]>> main) {
      for (Batch.Candidate<T> candidate : batch.candidates()) {
        spread(Contest.FRESH, candidate.refined());
      }
      send(main);
      if (!batch.rejected().isEmpty()) {
        out.get(tags.rejected()).output(new Rows<>(batch.rejected()));
      }
      batch.totals().forEach(out.get(tags.totals())::output);
    }
  }

  private static final class SpreadHeld<T extends Record> extends Spread<Rows<Refined<T>>, T> {
    SpreadHeld(Table<T> table, int shards) {
      super(table, shards);
    }

    @ProcessElement
    public void process(@Element Rows<Refined<T>> rows, OutputReceiver<KV<Integer, byte[]>> out) {
      rows.list().forEach(row -> spread(Contest.HELD, row));
      send(out);
    }
  }

  private static final class SpreadBeaten<T extends Record> extends Spread<Batch<T>, T> {
    SpreadBeaten(Table<T> table, int shards) {
      super(table, shards);
    }

    @ProcessElement
    public void process(@Element Batch<T> batch, OutputReceiver<KV<Integer, byte[]>> out) {
      for (Batch.Candidate<T> candidate : batch.candidates()) {
        spread(Contest.BEATEN, candidate.refined());
      }
      send(out);
    }
  }

  private static final class Settle<T extends Record>
      extends DoFn<KV<Integer, Iterable<byte[]>>, Rows<Refined<T>>> {
    private final Table<T> table;
    private final Deduplicated.Tags<T> tags;
    private final Counts.Silver counts;

    Settle(Table<T> table, Deduplicated.Tags<T> tags) {
      this.table = table;
      this.tags = tags;
      this.counts = new Counts.Silver(table);
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<byte[]>> shard, MultiOutputReceiver out)
        throws IOException {
      Outcome outcome = new Outcome(out);
      Map<RowKey, Entry<T>> single = new HashMap<>();
      Map<RowKey, List<Entry<T>>> contested = new HashMap<>();
      gather(shard.getValue(), single, contested);
      contested.forEach((key, entries) -> outcome.settle(entries));
      contested.keySet().forEach(single::remove);
      single.values().forEach(outcome::stands);
      outcome.send();
    }

    private void gather(
        Iterable<byte[]> packets,
        Map<RowKey, Entry<T>> single,
        Map<RowKey, List<Entry<T>>> contested)
        throws IOException {
      RowKey.Reader<T> keys = new RowKey.Reader<>(table);
      Coder<Refined<T>> coder = Refined.coder(table);
      for (byte[] packet : packets) {
        ByteArrayInputStream in = new ByteArrayInputStream(packet);
        for (int kind = in.read(); kind >= 0; kind = in.read()) {
          Entry<T> entry = new Entry<>(kind, coder.decode(in));
          RowKey key = keys.of(entry.refined().row());
          Entry<T> first = single.putIfAbsent(key, entry);
          if (first != null) {
            contested.computeIfAbsent(key, k -> new ArrayList<>(List.of(first))).add(entry);
          }
        }
      }
    }

    /** What becomes of the rows of a shard. */
    private final class Outcome {
      private final MultiOutputReceiver out;
      private final Contest<T> contest = new Contest<>(table);
      private final Totals totals = new Totals();
      private final List<Refined<T>> displaced = new ArrayList<>();
      private final List<Rejected> rejected = new ArrayList<>();
      private List<Refined<T>> fresh = new ArrayList<>();

      Outcome(MultiOutputReceiver out) {
        this.out = out;
      }

      void stands(Entry<T> winner) {
        if (winner.kind() != Contest.FRESH) {
          return;
        }
        count(ControlTotal.VALID, winner, 1);
        fresh.add(winner.refined());
        if (fresh.size() == Rows.LIMIT) {
          out.get(tags.fresh()).output(new Rows<>(fresh));
          fresh = new ArrayList<>();
        }
      }

      /** Equal contents stand side by side in the order, the first of each for all of them. */
      void settle(List<Entry<T>> entries) {
        entries.sort(contest.order());
        Entry<T> winner = entries.get(0);
        stands(winner);
        Entry<T> said = winner;
        for (Entry<T> loser : entries.subList(1, entries.size())) {
          if (loser.says(said) || !contest.contradicts()) {
            duplicate(loser);
          } else {
            reject(loser);
          }
          said = loser;
        }
      }

      private void duplicate(Entry<T> loser) {
        if (loser.kind() != Contest.BEATEN) {
          count(ControlTotal.DUPLICATE, loser, 1);
        }
        displace(loser);
      }

      private void reject(Entry<T> loser) {
        if (loser.kind() != Contest.BEATEN) {
          rejected.add(contest.contradiction(loser.refined()));
        }
        displace(loser);
      }

      private void displace(Entry<T> loser) {
        if (loser.kind() == Contest.HELD) {
          count(ControlTotal.VALID, loser, -1);
          displaced.add(loser.refined());
        }
      }

      private void count(String stage, Entry<T> entry, int sign) {
        T row = entry.refined().row();
        Amount amount = table.amountOf(row);
        totals.add(table.name(), stage, day(row), sign, sign < 0 ? amount.negate() : amount);
      }

      private LocalDate day(T row) {
        return table.dayOf(row).orElse(null);
      }

      void send() {
        if (!fresh.isEmpty()) {
          out.get(tags.fresh()).output(new Rows<>(fresh));
        }
        if (!displaced.isEmpty()) {
          out.get(tags.displaced()).output(new Rows<>(displaced));
        }
        if (!rejected.isEmpty()) {
          out.get(tags.contradictions()).output(new Rows<>(rejected));
        }
        List<ControlTotal> told = totals.list();
        counts.settled(told, displaced.size());
        told.forEach(out.get(tags.totals())::output);
      }
    }
  }
}
