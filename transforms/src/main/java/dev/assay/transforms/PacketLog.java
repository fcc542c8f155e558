package dev.assay.transforms;

import dev.assay.schemas.RowHash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;

/**
 * State that is only added to, for what is held in memory: packets, by the number of each in the
 * order in which they came. A packet that was added does not change, so a runner that keeps state
 * on disk writes it once.
 */
final class PacketLog implements LoggedPacket.Log {
  /** A log of few rows is not worth the writing. */
  private static final int FEW = 1_000;

  private static final Mark EMPTY = new Mark(0, 0, 0);

  private final MapState<Long, byte[]> packets;
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

  /**
   * The state of its packets. Their numbers are kept in such a way that they sort as numbers do.
   */
  static StateSpec<MapState<Long, byte[]>> packets() {
    return StateSpecs.map(BigEndianLongCoder.of(), ByteArrayCoder.of());
  }

  PacketLog(MapState<Long, byte[]> packets, ValueState<Mark> mark) {
    this.packets = packets;
    this.mark = mark;
  }

  /** Which packets were added: two logs of one version say the same. */
  long version() {
    return mark().version;
  }

  /**
   * The packets, by their numbers: a runner may give them in another order. They are those of the
   * state, and must not be changed.
   */
  SortedMap<Long, byte[]> read() {
    SortedMap<Long, byte[]> inOrder = new TreeMap<>();
    packets.entries().read().forEach(each -> inOrder.put(each.getKey(), each.getValue()));
    return inOrder;
  }

  @Override
  public byte[] packet(long number) {
    return packets.get(number).read();
  }

  /** The number of the packet that is added next. */
  long next() {
    return mark().packets;
  }

  /**
   * Adds a packet.
   *
   * @param packet becomes the state's, and must not be changed any more
   * @param rows how many rows it has
   */
  void add(byte[] packet, long rows) {
    Mark last = mark();
    packets.put(last.packets, packet);
    mark.write(new Mark(version(last, packet), last.packets + 1, last.rows + rows));
  }

  private static long version(Mark last, byte[] packet) {
    MessageDigest digest = RowHash.sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, last.version));
    digest.update(packet);
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** Whether it says most of it more than once, when it says this much in all. */
  boolean isLong(int rows) {
    return mark().rows > 2L * rows + FEW;
  }

  /**
   * Says the same in so many rows, where it says most of it more than once.
   *
   * @param anew packets that say it
   * @return whether it did, so that its packets are others now
   */
  boolean shorten(int rows, Supplier<List<byte[]>> anew) {
    boolean isLong = isLong(rows);
    if (isLong) {
      rewrite(rows, anew.get());
    }
    return isLong;
  }

  /** Says something else from now on, in so many rows. */
  void replace(int rows, List<byte[]> anew) {
    rewrite(rows, anew);
    Mark now = mark();
    mark.write(new Mark(version(now, new byte[0]), now.packets, now.rows));
  }

  /** Says the same in so many rows, which are written anew, in packets from the next on. */
  void rewrite(int rows, List<byte[]> anew) {
    packets.clear();
    Mark last = mark();
    long number = last.packets;
    for (byte[] packet : anew) {
      packets.put(number++, packet);
    }
    mark.write(new Mark(last.version, number, rows));
  }

  private Mark mark() {
    Mark known = mark.read();
    return known == null ? EMPTY : known;
  }
}
