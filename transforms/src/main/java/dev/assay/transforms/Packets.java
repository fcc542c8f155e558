package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Gathers encoded rows per shard and hands them on in packets, so that a grouping moves some
 * thousand packets instead of some million rows.
 */
final class Packets {
  static final Coder<KV<Integer, byte[]>> CODER = KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());

  private static final int PACKET_BYTES = 256 * 1024;

  private final ByteArrayOutputStream[] open;
  private final BiConsumer<Integer, byte[]> sink;

  /** The sink takes a shard and a packet for it. */
  Packets(int shards, BiConsumer<Integer, byte[]> sink) {
    this.open = new ByteArrayOutputStream[shards];
    this.sink = sink;
  }

  <T> void add(int shard, int kind, T row, Coder<T> coder) {
    ByteArrayOutputStream packet = open[shard];
    if (packet == null) {
      packet = new ByteArrayOutputStream(PACKET_BYTES / 16);
      open[shard] = packet;
    }
    try {
      VarInt.encode(kind, packet);
      coder.encode(row, packet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (packet.size() >= PACKET_BYTES) {
      send(shard);
    }
  }

  /** All that is added, in packets for a log. */
  static List<byte[]> forLog(Consumer<Packets> adding) {
    List<byte[]> all = new ArrayList<>();
    Packets packets = new Packets(1, (one, packet) -> all.add(packet));
    adding.accept(packets);
    packets.flush();
    return all;
  }

  /** Packets that come from several steps. */
  static PCollection<KV<Integer, byte[]>> together(
      String label, List<PCollection<KV<Integer, byte[]>>> packets) {
    return packets.size() == 1
        ? packets.get(0)
        : PCollectionList.of(packets).apply(label, Flatten.pCollections());
  }

  /**
   * The rows of one table.
   *
   * @param packets of these tables, by their numbers
   * @throws IllegalArgumentException when the table is not one of them
   */
  static <E> PCollection<Rows<E>> rows(
      PCollection<KV<Integer, byte[]>> packets,
      List<Table<?>> tables,
      Table<?> table,
      Coder<E> coder) {
    int number = tables.indexOf(table);
    if (number < 0) {
      throw new IllegalArgumentException(table + " is not among the tables that are added up");
    }
    return packets
        .apply("Rows of " + table.name(), ParDo.of(new RowsOf<>(number, coder)))
        .setCoder(Rows.coder(coder));
  }

  private static final class RowsOf<E> extends DoFn<KV<Integer, byte[]>, Rows<E>> {
    private final int number;
    private final Coder<E> coder;

    RowsOf(int number, Coder<E> coder) {
      this.number = number;
      this.coder = coder;
    }

    @ProcessElement
    public void process(@Element KV<Integer, byte[]> packet, OutputReceiver<Rows<E>> out) {
      if (packet.getKey() == number) {
        List<E> rows = new ArrayList<>();
        forEach(packet.getValue(), coder, rows::add);
        out.output(new Rows<>(rows));
      }
    }
  }

  /** Takes a row, with its kind. */
  interface Taker<T> {
    void take(int kind, T row);
  }

  /** Reads the rows of a packet, whatever their kind. */
  static <T> void forEach(byte[] packet, Coder<T> coder, Consumer<T> row) {
    forEachKind(packet, coder, (kind, each) -> row.accept(each));
  }

  /** Reads the rows of a packet, with their kinds. */
  static <T> void forEachKind(byte[] packet, Coder<T> coder, Taker<T> row) {
    try (InputStream in = new ByteArrayInputStream(packet)) {
      for (int kind = kind(in); kind >= 0; kind = kind(in)) {
        row.take(kind, coder.decode(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kind of the next row of a packet; below 0 at its end. */
  static int kind(InputStream packet) throws IOException {
    return packet.available() == 0 ? -1 : VarInt.decodeInt(packet);
  }

  /** Sends what is still open. */
  void flush() {
    for (int shard = 0; shard < open.length; shard++) {
      if (open[shard] != null) {
        send(shard);
      }
    }
    Arrays.fill(open, null);
  }

  private void send(int shard) {
    sink.accept(shard, open[shard].toByteArray());
    open[shard] = null;
  }
}
