package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sums of all tables of gold in one shard, made of packets of facts of any of them.
 *
 * <p>What is known at any time follows from the packets that were taken, in their order.
 */
final class ShardSums {
  /** Of a packet that says that all which changed was stated. */
  private static final int STATED = 0;

  private static final int KINDS = KeptSums.CHOICE + 1;

  private final List<Table<?>> tables;
  private final Map<Integer, KeptSums<?>> sums = new TreeMap<>();

  /** Of these tables, by their numbers. */
  ShardSums(List<Table<?>> tables) {
    this.tables = tables;
  }

  /** Of the packets of a log. */
  static ShardSums of(List<Table<?>> tables, Iterable<byte[]> packets) {
    ShardSums all = new ShardSums(tables);
    packets.forEach(all::take);
    return all;
  }

  /** What a packet says of facts of this kind of this table. */
  static int kind(int table, int kind) {
    return 1 + table * KINDS + kind;
  }

  /** The packet after which nothing is to be stated. */
  static byte[] stated() {
    return PacketLog.headed(new byte[] {STATED});
  }

  /** The sums of the table of this number. */
  KeptSums<?> of(int table) {
    return sums.computeIfAbsent(table, number -> new KeptSums<>(tables.get(number)));
  }

  /**
   * Takes a packet of facts, or one of {@link #write}, as a log has it.
   *
   * @return how many rows it has
   */
  int take(byte[] packet) {
    PacketStream in = new PacketStream(packet);
    int rows = 0;
    try {
      for (int kind = Packets.kind(in); kind >= 0; kind = Packets.kind(in)) {
        rows++;
        if (kind == STATED) {
          sums.values().forEach(each -> each.state((row, stands) -> {}));
        } else {
          of((kind - 1) / KINDS).take((kind - 1) % KINDS, in);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** The tables of which something changed since it was stated. */
  BitSet owing() {
    BitSet owing = new BitSet();
    sums.forEach((table, each) -> owing.set(table, each.owes()));
    return owing;
  }

  /** How many rows say all that is known. */
  int size() {
    return sums.values().stream().mapToInt(KeptSums::size).sum();
  }

  /** Says all that is known. */
  void write(Packets packets) {
    sums.forEach((table, each) -> write(table, each, packets));
  }

  private static <G extends Record> void write(int table, KeptSums<G> sums, Packets packets) {
    sums.write((kind, entry, coder) -> packets.add(0, kind(table, kind), entry, coder));
  }
}
