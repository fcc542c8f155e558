package dev.assay.transforms;

import java.io.ByteArrayInputStream;

/** Reads a packet, and tells where in it. */
final class PacketStream extends ByteArrayInputStream {
  PacketStream(byte[] packet) {
    super(packet);
  }

  byte[] packet() {
    return buf;
  }

  int position() {
    return pos;
  }
}
