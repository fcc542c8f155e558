package dev.assay.transforms;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Facts of several tables of gold, gathered per shard: what goes to a shard travels as one, with
 * the facts of each table beside one another.
 */
final class FactPackets {
  private final ByteArrayOutputStream[] shards;
  private final Packets facts;
  private int table;

  private FactPackets(int shards) {
    this.shards = new ByteArrayOutputStream[shards];
    this.facts = new Packets(shards, this::add);
  }

  /** None yet; the facts that come first are of the table of this number. */
  static FactPackets of(int table, int shards) {
    FactPackets packets = new FactPackets(shards);
    packets.begin(table);
    return packets;
  }

  /** The facts that come now are of the table of this number. */
  void begin(int number) {
    facts.flush();
    table = number;
  }

  <T> void add(int shard, int kind, T fact, Coder<T> coder) {
    facts.add(shard, kind, fact, coder);
  }

  private void add(int shard, byte[] packet) {
    if (shards[shard] == null) {
      shards[shard] = new ByteArrayOutputStream(packet.length + 16);
    }
    ByteArrayOutputStream all = shards[shard];
    try {
      VarInt.encode(table, all);
      VarInt.encode(packet.length, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.writeBytes(packet);
  }

  /** Hands on what there is: a shard, and all that goes to it. */
  void send(BiConsumer<Integer, byte[]> sink) {
    facts.flush();
    for (int shard = 0; shard < shards.length; shard++) {
      if (shards[shard] != null) {
        sink.accept(shard, shards[shard].toByteArray());
        shards[shard] = null;
      }
    }
  }

  /** Takes the facts of a table. */
  interface Taker {
    void take(int table, byte[] packet);
  }

  /** Takes apart what was sent to a shard. */
  static void forEach(byte[] all, Taker taker) {
    ByteArrayInputStream in = new ByteArrayInputStream(all);
    try {
      while (in.available() > 0) {
        int table = VarInt.decodeInt(in);
        taker.take(table, in.readNBytes(VarInt.decodeInt(in)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
