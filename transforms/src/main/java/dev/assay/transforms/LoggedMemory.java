package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.KV;

/**
 * What a shard of a stream remembers, in memory, and what there is to log of it: the log's packets
 * in their order give the same memory again. What is logged is not held once more: memory finds it
 * in the packets.
 */
final class LoggedMemory<T extends Record> implements Memory.OfDescribed<T> {
  /** Of a packet: what is known of a key now. */
  private static final int KNOWN = 0;

  /** Of a packet: what is said of a row of another table now. */
  private static final int SAID = 1;

  /** Of a packet: the next of the texts that rows have in common. */
  private static final int TEXT = 2;

  private static final int OPEN_BYTES = 8_192;

  private static final Coder<KV<String, byte[]>> SAYING =
      KvCoder.of(StringUtf8Coder.of(), NullableCoder.of(ByteArrayCoder.of()));

  private final Function<T, List<String>> places;
  private final Remembered.Codec<T> codec;
  private final ByteTable rows = new ByteTable();
  private final Map<String, byte[]> said = new LinkedHashMap<>();
  private final Map<String, Set<String>> referring = new HashMap<>();
  private LocalDate earliest;
  private PacketLog log;

  /** The packet that is to be logged, and how many rows it has so far. */
  private ByteArrayOutputStream open = new ByteArrayOutputStream(OPEN_BYTES);

  private int logged;

  /** The entries in that packet. */
  private final List<Pending> pending = new ArrayList<>();

  /**
   * An entry in a packet that is not logged yet. Until then the table has it, too.
   *
   * @param hash of its key
   * @param at where it stands in the packet
   */
  private record Pending(int hash, byte[] entry, int at) {}

  /**
   * With nothing known.
   *
   * @param places where what describes a row is remembered
   */
  LoggedMemory(Table<T> table, Function<T, List<String>> places) {
    this.places = places;
    this.codec = new Remembered.Codec<>(table, text -> write(TEXT, text, StringUtf8Coder.of()));
  }

  /** Works over the log, in which stands what is remembered. */
  void over(PacketLog log) {
    this.log = log;
  }

  /** Works over a log, of which nothing is remembered yet, and takes what it says. */
  void read(PacketLog log) {
    over(log);
    log.read().forEach((number, bytes) -> take(packet(number, bytes)));
  }

  private LoggedPacket packet(long number, byte[] bytes) {
    return new LoggedPacket(one -> log.packet(one), number, bytes);
  }

  private void take(LoggedPacket packet) {
    PacketStream in = new PacketStream(packet);
    try {
      for (int kind = Packets.kind(in); kind >= 0; kind = Packets.kind(in)) {
        switch (kind) {
          case KNOWN -> {
            int length = VarInt.decodeInt(in);
            put(in);
            in.skipNBytes(length);
          }
          case SAID -> {
            KV<String, byte[]> saying = SAYING.decode(in);
            put(saying.getKey(), saying.getValue());
          }
          default -> codec.know(StringUtf8Coder.of().decode(in));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Remembered<T> of(RowKey key) {
    int slot = find(key.text());
    return slot < 0 ? null : at(slot);
  }

  @Override
  public void keep(RowKey key, Remembered<T> standing) {
    String text = key.text();
    byte[] entry = codec.encode(text, standing);
    int slot = find(text);
    if (slot < 0) {
      rows.add(text.hashCode(), entry);
    } else {
      rows.replace(slot, entry);
    }
    remembers(text, standing);
    write(KNOWN, entry, ByteArrayCoder.of());
    logged++;
    pending.add(new Pending(text.hashCode(), entry, open.size() - entry.length));
  }

  @Override
  public byte[] said(String place) {
    return said.get(place);
  }

  @Override
  public void say(String place, byte[] saying) {
    put(place, saying);
    write(SAID, KV.of(place, saying), SAYING);
    logged++;
  }

  @Override
  public List<Remembered<T>> referring(String place) {
    List<Remembered<T>> known = new ArrayList<>();
    for (String key : referring.getOrDefault(place, Set.of())) {
      int slot = find(key);
      if (slot >= 0) {
        known.add(at(slot));
      }
    }
    return known;
  }

  private void put(String place, byte[] saying) {
    if (saying == null) {
      said.remove(place);
    } else {
      said.put(place, saying);
    }
  }

  /** An entry of a packet of the log. */
  private void put(PacketStream in) {
    LoggedPacket packet = in.packet();
    int at = in.position();
    in.mark(0);
    Remembered<T> known = codec.decode(in);
    in.reset();
    String key = codec.key(in);
    in.reset();
    int slot = find(key);
    if (slot < 0) {
      rows.addShared(key.hashCode(), packet, at);
    } else {
      rows.replaceShared(slot, packet, at);
    }
    remembers(key, known);
  }

  private void remembers(String key, Remembered<T> known) {
    remembers(known.day());
    if (known.row() != null) {
      for (String place : places.apply(known.row().row())) {
        referring.computeIfAbsent(place, of -> new LinkedHashSet<>()).add(key);
      }
    }
  }

  private void remembers(LocalDate day) {
    if (day != null && (earliest == null || day.isBefore(earliest))) {
      earliest = day;
    }
  }

  private <E> void write(int kind, E entry, Coder<E> coder) {
    open.write(kind);
    try {
      coder.encode(entry, open);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds to the log what was remembered since, and writes it anew where it is too long.
   *
   * @return whether it is written anew: then what is remembered stands in the log twice, and is to
   *     be made of it again
   */
  boolean log() {
    if (open.size() > 0) {
      byte[] bytes = open.toByteArray();
      LoggedPacket packet = packet(log.next(), bytes);
      log.add(bytes, logged);
      pending.forEach(each -> share(each, packet));
      pending.clear();
      open = new ByteArrayOutputStream(OPEN_BYTES);
      logged = 0;
    }
    return log.shorten(size(), () -> Packets.forLog(this::write));
  }

  /** The table need not have it any more; it has another one where the key was kept again. */
  private void share(Pending each, LoggedPacket packet) {
    int slot = rows.find(each.hash, at -> rows.holds(at, each.entry));
    if (slot >= 0) {
      rows.replaceShared(slot, packet, each.at);
    }
  }

  private int size() {
    return rows.size() + said.size();
  }

  private void write(Packets to) {
    writeSaid(to);
    rows.forEach(slot -> to.add(0, KNOWN, bytes(slot), ByteArrayCoder.of()));
  }

  private void writeSaid(Packets to) {
    codec.texts().forEach(text -> to.add(0, TEXT, text, StringUtf8Coder.of()));
    said.forEach((place, saying) -> to.add(0, SAID, KV.of(place, saying), SAYING));
  }

  /** The earliest day that is remembered; null if none is. */
  LocalDate earliest() {
    return earliest;
  }

  /**
   * Forgets the days of which this holds, in the log too, of which it is to be made again.
   *
   * @return the earliest day that is remembered now; null if none is
   */
  LocalDate forget(Predicate<LocalDate> isOver) {
    List<byte[]> kept = new ArrayList<>();
    earliest = null;
    rows.forEach(
        slot -> {
          Remembered<T> known = at(slot);
          if (known.day() == null || !isOver.test(known.day())) {
            kept.add(bytes(slot));
            remembers(known.day());
          }
        });
    log.replace(
        kept.size() + said.size(),
        Packets.forLog(
            to -> {
              writeSaid(to);
              kept.forEach(entry -> to.add(0, KNOWN, entry, ByteArrayCoder.of()));
            }));
    return earliest;
  }

  /** Holds no packet of the log any more, as when memory runs short. */
  void letGo() {
    rows.letGo();
  }

  private int find(String key) {
    return rows.find(key.hashCode(), slot -> codec.key(rows.read(slot)).equals(key));
  }

  /** A block may go on behind an entry. */
  private byte[] bytes(int slot) {
    try (InputStream entry = rows.read(slot);
        InputStream same = rows.read(slot)) {
      codec.decode(entry);
      return same.readNBytes(same.available() - entry.available());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Remembered<T> at(int slot) {
    return codec.decode(rows.read(slot));
  }
}
