package dev.assay.transforms;

import java.io.ByteArrayInputStream;
import java.util.Arrays;

/** Reads a packet, and tells where in it. */
final class PacketStream extends ByteArrayInputStream {
  private final LoggedPacket packet;

  PacketStream(LoggedPacket packet) {
    super(packet.bytes());
    this.packet = packet;
  }

  LoggedPacket packet() {
    return packet;
  }

  int position() {
    return pos;
  }

  /** Whether these bytes stand in the packet, from there on. */
  boolean has(int at, byte[] bytes) {
    int end = at + bytes.length;
    return end <= buf.length && Arrays.equals(buf, at, end, bytes, 0, bytes.length);
  }
}
