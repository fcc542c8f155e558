package dev.assay.transforms;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** What {@link Derive} makes of the rows of a stream, anew whenever they are restated. */
final class DeriveUnbounded<S extends Record, G extends Record>
    extends PTransform<PCollection<Rows<Restated<S>>>, PCollection<Rows<Restated<G>>>> {
  private final Derive<S, G> derive;
  private final int shards;

  DeriveUnbounded(Derive<S, G> derive, int shards) {
    this.derive = derive;
    this.shards = shards;
  }

  @Override
  public PCollection<Rows<Restated<G>>> expand(PCollection<Rows<Restated<S>>> statements) {
    Coder<Restated<S>> coder = Restated.coder(derive.source());
    return derive
        .groups()
        .windowed(statements)
        .apply("Spread by group", ParDo.of(SpreadGroups.ofStatements(derive, shards, coder)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
        .apply("Derive anew", ParDo.of(new DeriveAnew<>(derive)))
        .setCoder(Rows.coder(Restated.coder(derive.into())));
  }

  /**
   * State is a log of the packets as they came. The rows themselves are held in memory, made of the
   * log again where they are not what it says: after a restore, or on another worker. Then it is
   * not known what was told since the log was saved.
   */
  private static final class DeriveAnew<S extends Record, G extends Record>
      extends DoFn<KV<Integer, byte[]>, Rows<Restated<G>>> {
    private final Derive<S, G> derive;
    private final Coder<Restated<S>> coder;
    private transient ShardMemory<Derivation<S, G>> memory;

    /** Packets of statements. */
    @StateId("log")
    private final StateSpec<MapState<Long, byte[]>> packets = PacketLog.packets();

    @StateId("logMark")
    private final StateSpec<ValueState<PacketLog.Mark>> mark =
        StateSpecs.value(PacketLog.Mark.coder());

    /** How often something was stated. */
    @StateId("number")
    private final StateSpec<ValueState<Long>> number = StateSpecs.value(VarLongCoder.of());

    DeriveAnew(Derive<S, G> derive) {
      this.derive = derive;
      this.coder = Restated.coder(derive.source());
    }

    @Setup
    public void setUp() {
      memory = new ShardMemory<>();
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, byte[]> packet,
        BoundedWindow window,
        @StateId("log") MapState<Long, byte[]> packets,
        @StateId("logMark") ValueState<PacketLog.Mark> mark,
        @StateId("number") ValueState<Long> number,
        OutputReceiver<Rows<Restated<G>>> out) {
      PacketLog log = new PacketLog(packets, mark);
      Derivation<S, G> derivation =
          memory.of(window, packet.getKey(), log.version(), () -> made(log.read().values()));
      byte[] statements = packet.getValue();
      long taken = take(derivation, statements);
      if (taken > 0) {
        log.add(statements, taken);
        state(derivation, number, out);
        log.shorten(derivation.size(), () -> Packets.forLog(to -> write(derivation, to)));
      }
      memory.keep(window, packet.getKey(), log.version(), derivation);
    }

    /** A day that closes is forgotten. */
    @OnWindowExpiration
    public void forget(@Key Integer shard, BoundedWindow window) {
      memory.forget(window, shard);
    }

    private Derivation<S, G> made(Iterable<byte[]> log) {
      Derivation<S, G> derivation = new Derivation<>(derive);
      log.forEach(packet -> take(derivation, packet));
      derivation.forgetTold();
      return derivation;
    }

    /** How many of the statements say something new. */
    private long take(Derivation<S, G> derivation, byte[] packet) {
      long[] taken = {0};
      Packets.forEach(
          packet,
          coder,
          of -> taken[0] += derivation.take(of.row(), of.stands(), of.number()) ? 1 : 0);
      return taken[0];
    }

    private void write(Derivation<S, G> derivation, Packets packets) {
      derivation.forEach(
          (row, stands, number) -> packets.add(0, 0, new Restated<>(row, stands, number), coder));
    }

    private void state(
        Derivation<S, G> derivation,
        ValueState<Long> number,
        OutputReceiver<Rows<Restated<G>>> out) {
      long next = number.read() == null ? 1 : number.read() + 1;
      number.write(next);
      List<Restated<G>> stated = new ArrayList<>();
      derivation.tell((row, stands) -> stated.add(new Restated<>(row, stands, next)));
      for (int from = 0; from < stated.size(); from += Rows.LIMIT) {
        int to = Math.min(stated.size(), from + Rows.LIMIT);
        out.output(new Rows<>(List.copyOf(stated.subList(from, to))));
      }
    }
  }
}
