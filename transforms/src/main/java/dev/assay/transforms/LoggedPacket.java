package dev.assay.transforms;

import java.lang.ref.SoftReference;

/**
 * A packet of a log. Its bytes are held while there is memory for them: where state is in memory
 * they are the state's own, and where it is on disk they are read from there again.
 */
final class LoggedPacket implements ByteTable.Block {
  private final Log log;
  private final long number;
  private SoftReference<byte[]> held;

  /** The log that it stands in, as long as its bytes are asked for. */
  interface Log {
    /** The bytes of the packet of this number. */
    byte[] packet(long number);
  }

  /** The packet of this number, which has these bytes. */
  LoggedPacket(Log log, long number, byte[] bytes) {
    this.log = log;
    this.number = number;
    this.held = new SoftReference<>(bytes);
  }

  @Override
  public byte[] bytes() {
    byte[] known = held.get();
    if (known == null) {
      known = log.packet(number);
      held = new SoftReference<>(known);
    }
    return known;
  }

  @Override
  public void letGo() {
    held.clear();
  }
}
