package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import org.apache.beam.sdk.values.KV;

/**
 * What a shard of a stream remembers, in memory, and what there is to log of it: the log's packets
 * in their order give the same memory again.
 */
final class LoggedMemory<T extends Record> implements Memory.OfDescribed<T> {
  /** Of a packet: what is known of a key now. */
  private static final int KNOWN = 0;

  /** Of a packet: what is said of a row of another table now. */
  private static final int SAID = 1;

  /** Of a packet: the next of the texts that rows have in common. */
  private static final int TEXT = 2;

  private static final Coder<KV<String, byte[]>> SAYING =
      KvCoder.of(StringUtf8Coder.of(), NullableCoder.of(ByteArrayCoder.of()));

  private final Function<T, List<String>> places;
  private final Remembered.Codec<T> codec;
  private ByteTable rows = new ByteTable();
  private final Map<String, byte[]> said = new LinkedHashMap<>();
  private final Map<String, Set<String>> referring = new HashMap<>();
  private LocalDate earliest;
  private List<byte[]> packets = new ArrayList<>();
  private Packets open = packets();
  private int logged;

  /**
   * With nothing known.
   *
   * @param places where what describes a row is remembered
   */
  LoggedMemory(Table<T> table, Function<T, List<String>> places) {
    this.places = places;
    this.codec =
        new Remembered.Codec<>(table, text -> open.add(0, TEXT, text, StringUtf8Coder.of()));
  }

  private Packets packets() {
    return new Packets(1, (one, packet) -> packets.add(packet));
  }

  /** Takes a packet of the log. */
  void take(byte[] packet) {
    ByteArrayInputStream in = new ByteArrayInputStream(packet);
    try {
      for (int kind = in.read(); kind >= 0; kind = in.read()) {
        switch (kind) {
          case KNOWN -> put(ByteArrayCoder.of().decode(in));
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
    int place = find(key.text());
    return place < 0 ? null : at(place);
  }

  @Override
  public void keep(RowKey key, Remembered<T> standing) {
    String text = key.text();
    byte[] entry = codec.encode(text, standing);
    put(text, entry, standing);
    log(KNOWN, entry, ByteArrayCoder.of());
  }

  @Override
  public byte[] said(String place) {
    return said.get(place);
  }

  @Override
  public void say(String place, byte[] saying) {
    put(place, saying);
    log(SAID, KV.of(place, saying), SAYING);
  }

  @Override
  public List<Remembered<T>> referring(String place) {
    List<Remembered<T>> known = new ArrayList<>();
    for (String key : referring.getOrDefault(place, Set.of())) {
      int at = find(key);
      if (at >= 0) {
        known.add(at(at));
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

  private void put(byte[] entry) {
    Remembered<T> known = decoded(entry);
    put(codec.key(new ByteArrayInputStream(entry)), entry, known);
  }

  private void put(String key, byte[] entry, Remembered<T> known) {
    int place = find(key);
    if (place < 0) {
      rows.add(key.hashCode(), entry);
    } else {
      rows.replace(key.hashCode(), place, entry);
    }
    remembers(key, known);
  }

  private void remembers(String key, Remembered<T> known) {
    LocalDate day = known.day();
    if (day != null && (earliest == null || day.isBefore(earliest))) {
      earliest = day;
    }
    if (known.row() != null) {
      for (String place : places.apply(known.row().row())) {
        referring.computeIfAbsent(place, of -> new LinkedHashSet<>()).add(key);
      }
    }
  }

  private <E> void log(int kind, E entry, Coder<E> coder) {
    open.add(0, kind, entry, coder);
    logged++;
  }

  /** Adds to the log what was remembered since, and writes it anew where it is too long. */
  void log(PacketLog log) {
    open.flush();
    for (byte[] packet : packets) {
      log.add(packet, logged);
      logged = 0;
    }
    packets.clear();
    log.shorten(size(), this::write);
  }

  private int size() {
    return rows.size() + said.size();
  }

  private void write(Packets to) {
    codec.texts().forEach(text -> to.add(0, TEXT, text, StringUtf8Coder.of()));
    said.forEach((place, saying) -> to.add(0, SAID, KV.of(place, saying), SAYING));
    rows.forEach(place -> to.add(0, KNOWN, rows.get(place), ByteArrayCoder.of()));
  }

  /** The earliest day that is remembered; null if none is. */
  LocalDate earliest() {
    return earliest;
  }

  /** Forgets the days of which this holds, in the log too. */
  void forget(Predicate<LocalDate> isOver, PacketLog log) {
    ByteTable all = rows;
    rows = new ByteTable();
    referring.clear();
    earliest = null;
    all.forEach(
        place -> {
          byte[] entry = all.get(place);
          Remembered<T> known = decoded(entry);
          if (known.day() == null || !isOver.test(known.day())) {
            String key = codec.key(new ByteArrayInputStream(entry));
            rows.add(key.hashCode(), entry);
            remembers(key, known);
          }
        });
    log.replace(size(), this::write);
  }

  private int find(String key) {
    return rows.find(key.hashCode(), place -> codec.key(rows.read(place)).equals(key));
  }

  private Remembered<T> decoded(byte[] entry) {
    return codec.decode(new ByteArrayInputStream(entry));
  }

  private Remembered<T> at(int place) {
    return codec.decode(rows.read(place));
  }
}
