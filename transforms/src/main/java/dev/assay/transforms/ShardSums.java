package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.util.VarInt;

/**
 * The sums of all tables of gold in one shard, made of packets of facts, each of one of them.
 *
 * <p>What is known at any time follows from the packets that were taken, in their order. They are
 * logged: those of tables with few rows, which many facts change, apart from those of tables with
 * many, so that the former are written anew often, and the latter seldom.
 */
final class ShardSums {
  /** A table that has more rows in the shard is one of many. */
  private static final int FEW = 1_000;

  /** In place of a table: all that changed was stated, of tables of few rows or of many. */
  private static final int STATED_FEW = 0;

  private static final int STATED_MANY = 1;

  /** Of packets of the first table. */
  private static final int FIRST = 2;

  private static final byte[] NOTHING = {};

  private final List<Table<?>> tables;
  private final Map<Integer, KeptSums<?>> sums = new TreeMap<>();

  /** The tables that are logged among those of many rows. */
  private final BitSet many = new BitSet();

  private Logs logs;

  private ShardSums(List<Table<?>> tables) {
    this.tables = tables;
  }

  /** The logs of a shard. */
  record Logs(PacketLog few, PacketLog many) {
    /** Two that are equal say the same. */
    Object version() {
      return List.of(few.version(), many.version());
    }
  }

  /** Of these tables, by their numbers, and of what the logs say. */
  static ShardSums of(List<Table<?>> tables, Logs logs) {
    ShardSums all = new ShardSums(tables);
    all.over(logs);
    all.many.set(0, tables.size());
    all.takeAll(true);
    all.many.clear();
    all.sums.keySet().forEach(all.many::set);
    all.takeAll(false);
    return all;
  }

  private void takeAll(boolean ofMany) {
    log(ofMany).read().forEach((number, bytes) -> take(packet(ofMany, number, bytes)));
  }

  /** Works over the logs, in which stands what is known. */
  void over(Logs logs) {
    this.logs = logs;
  }

  private PacketLog log(boolean ofMany) {
    return ofMany ? logs.many : logs.few;
  }

  private LoggedPacket packet(boolean ofMany, long number, byte[] bytes) {
    return new LoggedPacket(one -> log(ofMany).packet(one), number, bytes);
  }

  /** The sums of the table of this number. */
  KeptSums<?> of(int table) {
    return sums.computeIfAbsent(table, number -> new KeptSums<>(tables.get(number)));
  }

  /** Takes facts of a table, and logs them. */
  void take(int table, byte[] facts) {
    boolean ofMany = many.get(table);
    PacketLog log = log(ofMany);
    byte[] bytes = bytes(FIRST + table, facts);
    log.add(bytes, take(packet(ofMany, log.next(), bytes)));
  }

  private static byte[] bytes(int number, byte[] facts) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream(5 + facts.length);
    try {
      VarInt.encode(number, packet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    packet.writeBytes(facts);
    return packet.toByteArray();
  }

  /** Takes a packet of a log, and tells how many rows it has. */
  private int take(LoggedPacket packet) {
    PacketStream in = new PacketStream(packet);
    int rows = 0;
    try {
      int number = VarInt.decodeInt(in);
      if (number < FIRST) {
        tables(number == STATED_MANY).forEach(table -> of(table).state((row, stands) -> {}));
        return 1;
      }
      KeptSums<?> some = of(number - FIRST);
      for (int kind = Packets.kind(in); kind >= 0; kind = Packets.kind(in)) {
        some.take(kind, in);
        rows++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** The tables of which something changed since it was stated. */
  BitSet owing() {
    BitSet owing = new BitSet();
    sums.forEach((table, each) -> owing.set(table, each.owes()));
    return owing;
  }

  /** Logs that all of this was stated: nothing is to be stated of these tables. */
  void stated(BitSet owing) {
    if (owing.stream().anyMatch(table -> !many.get(table))) {
      logs.few.add(bytes(STATED_FEW, NOTHING), 1);
    }
    if (owing.intersects(many)) {
      logs.many.add(bytes(STATED_MANY, NOTHING), 1);
    }
  }

  /** Holds no packet of the logs any more, as when memory runs short. */
  void letGo() {
    sums.values().forEach(KeptSums::letGo);
  }

  /** How many rows say all that is known. */
  int size() {
    return size(false) + size(true);
  }

  private int size(boolean ofMany) {
    return tables(ofMany).stream().mapToInt(table -> of(table).size()).sum();
  }

  private List<Integer> tables(boolean ofMany) {
    return sums.keySet().stream().filter(table -> many.get(table) == ofMany).toList();
  }

  /** Writes logs anew that say most of it more than once. */
  void shorten() {
    List<Integer> grown = tables(false).stream().filter(table -> of(table).size() > FEW).toList();
    for (int table : grown) {
      many.set(table);
      takeAnew(List.of(table), true).forEach(logs.many::add);
    }
    if (!grown.isEmpty() || logs.few.isLong(size(false))) {
      rewrite(false);
    }
    if (logs.many.isLong(size(true))) {
      rewrite(true);
    }
  }

  /** Writes both anew. */
  void rewrite() {
    rewrite(false);
    rewrite(true);
  }

  private void rewrite(boolean ofMany) {
    int rows = size(ofMany);
    log(ofMany).rewrite(rows, List.copyOf(takeAnew(tables(ofMany), ofMany).keySet()));
  }

  /**
   * Takes all that is known of these tables from packets that say it, in place of those that said
   * it before.
   *
   * @return the packets, which are to be the next of that log, with how many rows each has
   */
  private Map<byte[], Integer> takeAnew(List<Integer> some, boolean ofMany) {
    Map<byte[], Integer> anew = new LinkedHashMap<>();
    long number = log(ofMany).next();
    for (int table : some) {
      KeptSums<?> before = sums.remove(table);
      for (byte[] facts : packets(before)) {
        byte[] bytes = bytes(FIRST + table, facts);
        anew.put(bytes, take(packet(ofMany, number++, bytes)));
      }
    }
    return anew;
  }

  private static <G extends Record> List<byte[]> packets(KeptSums<G> sums) {
    List<byte[]> all = new ArrayList<>();
    Packets packets = new Packets(1, (one, packet) -> all.add(packet));
    sums.write((kind, entry, coder) -> packets.add(0, kind, entry, coder));
    packets.flush();
    return all;
  }
}
