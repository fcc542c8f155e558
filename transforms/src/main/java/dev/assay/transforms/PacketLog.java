package dev.assay.transforms;

import dev.assay.schemas.RowHash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.ValueState;

/**
 * State that is only added to, for what is held in memory: packets, in the order in which they
 * came. A runner that keeps state in memory copies what changed since its last checkpoint, and a
 * log changes by what is new alone.
 */
final class PacketLog {
  /** A log of few rows is not worth the writing. */
  private static final int FEW = 1_000;

  private static final Mark EMPTY = new Mark(0, 0, 0);

  private final BagState<byte[]> packets;
  private final ValueState<Mark> mark;

  /**
   * How far a log has come.
   *
   * @param version which packets were added: two logs of one version say the same
   * @param packets how many were added ever
   * @param rows how many rows it has
   */
  record Mark(long version, long packets, long rows) {
    static Coder<Mark> coder() {
      return CompositeCoder.of(
          Mark.class,
          Mark::version,
          VarLongCoder.of(),
          Mark::packets,
          VarLongCoder.of(),
          Mark::rows,
          VarLongCoder.of(),
          Mark::new);
    }
  }

  PacketLog(BagState<byte[]> packets, ValueState<Mark> mark) {
    this.packets = packets;
    this.mark = mark;
  }

  /** Which packets were added: two logs of one version say the same. */
  long version() {
    return mark().version;
  }

  /** The packets, in their order: a runner may give them in another one. */
  List<byte[]> read() {
    List<ByteBuffer> numbered = new ArrayList<>();
    packets.read().forEach(packet -> numbered.add(ByteBuffer.wrap(packet)));
    numbered.sort(Comparator.comparing(packet -> packet.getLong(0)));
    List<byte[]> all = new ArrayList<>(numbered.size());
    for (ByteBuffer each : numbered) {
      byte[] packet = new byte[each.capacity() - Long.BYTES];
      each.get(Long.BYTES, packet);
      all.add(packet);
    }
    return all;
  }

  /** Adds a packet of so many rows. */
  void add(byte[] packet, long rows) {
    Mark last = mark();
    append(last.packets, packet);
    mark.write(new Mark(version(last, packet), last.packets + 1, last.rows + rows));
  }

  private static long version(Mark last, byte[] packet) {
    MessageDigest digest = RowHash.sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, last.version));
    return ByteBuffer.wrap(digest.digest(packet)).getLong();
  }

  private void append(long number, byte[] packet) {
    packets.add(
        ByteBuffer.allocate(Long.BYTES + packet.length).putLong(number).put(packet).array());
  }

  /** Whether it says most of it more than once, when it says this much in all. */
  boolean isLong(int rows) {
    return mark().rows > 2L * rows + FEW;
  }

  /** Says the same in so many rows, where it says most of it more than once. */
  void shorten(int rows, Consumer<Packets> write) {
    if (isLong(rows)) {
      rewrite(rows, write);
    }
  }

  /** Says something else from now on, in so many rows. */
  void replace(int rows, Consumer<Packets> write) {
    rewrite(rows, write);
    Mark now = mark();
    mark.write(new Mark(version(now, new byte[0]), now.packets, now.rows));
  }

  /** Says the same in so many rows, which are written anew. */
  void rewrite(int rows, Consumer<Packets> write) {
    packets.clear();
    Mark last = mark();
    long[] number = {last.packets};
    Packets anew = new Packets(1, (shard, packet) -> append(number[0]++, packet));
    write.accept(anew);
    anew.flush();
    mark.write(new Mark(last.version, number[0], rows));
  }

  private Mark mark() {
    Mark known = mark.read();
    return known == null ? EMPTY : known;
  }
}
