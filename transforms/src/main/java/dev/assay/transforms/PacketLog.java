package dev.assay.transforms;

import dev.assay.schemas.RowHash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.ValueState;

/**
 * State that is only added to, for what is held in memory: packets as they came, in no order. A
 * runner that keeps state in memory copies what changed since its last checkpoint, and a log
 * changes by what is new alone.
 */
final class PacketLog {
  /** A log of few rows is not worth the writing. */
  private static final int FEW = 1_000;

  private final BagState<byte[]> packets;
  private final ValueState<Long> version;
  private final ValueState<Long> logged;

  PacketLog(BagState<byte[]> packets, ValueState<Long> version, ValueState<Long> logged) {
    this.packets = packets;
    this.version = version;
    this.logged = logged;
  }

  /** Which packets were added: two logs of one version say the same. */
  long version() {
    Long known = version.read();
    return known == null ? 0 : known;
  }

  Iterable<byte[]> read() {
    return packets.read();
  }

  /** Adds a packet of so many rows. */
  void add(byte[] packet, long rows) {
    MessageDigest digest = RowHash.sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, version()));
    version.write(ByteBuffer.wrap(digest.digest(packet)).getLong());
    packets.add(packet);
    logged.write(logged() + rows);
  }

  /** Whether it says most of it more than once, when it says this much in all. */
  boolean isLong(int rows) {
    return logged() > 2L * rows + FEW;
  }

  /** Says the same in so many rows, which are written anew. */
  void rewrite(int rows, Consumer<Packets> write) {
    packets.clear();
    Packets anew = new Packets(1, (shard, packet) -> packets.add(packet));
    write.accept(anew);
    anew.flush();
    logged.write((long) rows);
  }

  private long logged() {
    Long known = logged.read();
    return known == null ? 0 : known;
  }
}
