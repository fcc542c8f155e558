package dev.assay.transforms;

import java.io.ByteArrayInputStream;

/** Reads a packet, and tells where in it. */
final class PacketStream extends ByteArrayInputStream {
  /** From behind what a log keeps in front of it. */
  PacketStream(byte[] packet) {
    super(packet, PacketLog.HEADER, packet.length - PacketLog.HEADER);
  }

  byte[] packet() {
    return buf;
  }

  int position() {
    return pos;
  }
}
