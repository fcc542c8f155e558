package dev.assay.transforms;

import dev.assay.schemas.Algebra;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * The sums of one table of gold and shard, made of packets of facts. Sums are added to and taken
 * from. Of what is chosen among facts, such as the last price, it is kept how many facts chose
 * what: when the last of them is taken back, it is chosen among the others anew.
 *
 * <p>What is known at any time follows from the packets that were taken, in their order.
 */
final class KeptSums<G extends Record> {
  /** Facts to add and to take back, by the packets' kinds. */
  static final int PLUS = 0;

  static final int MINUS = 1;

  /** A row that may have been stated, and adds nothing. */
  static final int KNOWN = 2;

  /** All that changed was stated. */
  private static final int STATED = 3;

  /** A sum as it stands. */
  static final int SUM = 4;

  /** So many facts chose as this one does. */
  private static final int CHOICE = 5;

  /** Of an entry: its sum changed since it was stated. */
  private static final byte CHANGED = 1;

  /** Of an entry: there is no such row, and the fact only tells the key. */
  private static final byte NONE = 2;

  private final Algebra<G> algebra;
  private final RowKey.Reader<G> keys;
  private final Coder<G> facts;
  private final Coder<Counted<G>> coder;

  /** By key, a sum behind its marks. */
  private final ByteTable sums = new ByteTable();

  /** By a fact without what adds up, in how many facts it is found, and it. */
  private final ByteTable choices = new ByteTable();

  /** The hashes of the keys whose sums changed. */
  private List<Integer> changed = new ArrayList<>();

  /** Takes what is to be stated: a row as it is now, or that there is none. */
  interface Taker<G> {
    void take(G row, boolean stands);
  }

  private record Entry<G extends Record>(byte marks, Counted<G> sum) {
    boolean is(byte mark) {
      return (marks & mark) != 0;
    }
  }

  KeptSums(Table<G> table) {
    this.algebra = table.algebra();
    this.keys = new RowKey.Reader<>(table);
    this.facts = RecordCoder.of(table.type());
    this.coder = Counted.coder(facts);
  }

  /** Of the packets of a log. */
  static <G extends Record> KeptSums<G> of(Table<G> table, Iterable<byte[]> packets) {
    KeptSums<G> kept = new KeptSums<>(table);
    packets.forEach(kept::take);
    return kept;
  }

  /**
   * Takes a packet of facts, or one of {@link #write}.
   *
   * @return how many rows it has
   */
  int take(byte[] packet) {
    if (packet[0] == STATED) {
      state((row, stands) -> {});
      return 1;
    }
    int[] rows = {0};
    Packets.forEachKind(
        packet,
        coder,
        (kind, fact) -> {
          rows[0]++;
          switch (kind) {
            case PLUS -> take(true, fact);
            case MINUS -> take(false, fact);
            case KNOWN -> change(fact);
            case SUM -> put(keys.of(fact.fact()).hashCode(), -1, new Entry<>((byte) 0, fact));
            default -> count(fact, fact.rows());
          }
        });
    return rows[0];
  }

  /** The packet after which nothing is to be stated. */
  static byte[] stated() {
    return new byte[] {STATED};
  }

  private void take(boolean plus, Counted<G> fact) {
    RowKey key = keys.of(fact.fact());
    Search known = new Search(key);
    boolean isKnown = known.place >= 0 && !known.entry.is(NONE);
    Counted<G> before = isKnown ? known.entry.sum : null;
    // A fact may be taken back before it has come: until then its row is short of it.
    Counted<G> from = before == null ? nothing(fact) : before;
    Counted<G> sum = plus ? from.plus(fact, algebra) : from.minus(fact, algebra);
    Counted<G> now = algebra.isReversible() ? orNull(sum) : chosen(key, before, sum, plus, fact);
    change(
        key.hashCode(),
        known.place,
        now == null ? new Entry<>(NONE, fact) : new Entry<>((byte) 0, now));
  }

  /** The row of this key is to be stated, as it is. */
  private void change(Counted<G> known) {
    RowKey key = keys.of(known.fact());
    Search found = new Search(key);
    change(key.hashCode(), found.place, found.place < 0 ? new Entry<>(NONE, known) : found.entry);
  }

  private void change(int hash, int place, Entry<G> now) {
    if (place < 0 || (sums.first(place) & CHANGED) == 0) {
      changed.add(hash);
    }
    put(hash, place, new Entry<>((byte) (now.marks | CHANGED), now.sum));
  }

  private void put(int hash, int place, Entry<G> entry) {
    byte[] bytes = encode(entry);
    if (place < 0) {
      sums.add(hash, bytes);
    } else {
      sums.replace(hash, place, bytes);
    }
  }

  /** Looks for the entry of a key, and has it when it is found. */
  private final class Search implements IntPredicate {
    private final RowKey key;
    private final int place;
    private Entry<G> entry;

    Search(RowKey key) {
      this.key = key;
      this.place = sums.find(key.hashCode(), this);
    }

    @Override
    public boolean test(int at) {
      entry = entry(at);
      return keys.of(entry.sum.fact()).equals(key);
    }
  }

  private Counted<G> nothing(Counted<G> fact) {
    return fact.minus(fact, algebra);
  }

  /** A sum of no rows that is not nothing owes a fact. */
  private Counted<G> orNull(Counted<G> sum) {
    return sum.rows() == 0 && sum.fact().equals(nothing(sum).fact()) ? null : sum;
  }

  /**
   * Adding and taking back leaves the right choice while nothing is owed, and while a fact is left
   * that chooses as this one does.
   */
  private Counted<G> chosen(
      RowKey key, Counted<G> before, Counted<G> sum, boolean plus, Counted<G> fact) {
    long alike = count(nothing(fact), plus ? fact.rows() : -fact.rows());
    boolean isRight =
        plus ? alike >= fact.rows() && (before == null || before.rows() > 0) : alike > 0;
    return isRight ? sum : chosenAnew(key, sum);
  }

  /** How many facts choose as this one does, less those that were taken back before they came. */
  private long count(Counted<G> choosing, long times) {
    byte[] choice = encode(choosing.fact());
    int hash = Arrays.hashCode(choice);
    int place =
        choices.find(
            hash,
            at -> choices.length(at) == Long.BYTES + choice.length && choices.endsWith(at, choice));
    long now = (place < 0 ? 0 : choice(place).rows()) + times;
    if (now == 0) {
      if (place >= 0) {
        choices.remove(hash, place);
      }
      return now;
    }
    byte[] entry = ByteBuffer.allocate(Long.BYTES + choice.length).putLong(now).put(choice).array();
    if (place < 0) {
      choices.add(hash, entry);
    } else {
      choices.replace(hash, place, entry);
    }
    return now;
  }

  /** Looks at all choices of the shard, which is rare. */
  private Counted<G> chosenAnew(RowKey key, Counted<G> sum) {
    List<G> some = new ArrayList<>();
    choices.forEach(
        place -> {
          Counted<G> choice = choice(place);
          boolean isOwed = choice.rows() < 0;
          if (!isOwed && keys.of(choice.fact()).equals(key)) {
            some.add(choice.fact());
          }
        });
    Optional<G> chosen = some.stream().reduce(algebra::plus);
    return chosen
        .map(best -> new Counted<>(sum.rows(), algebra.choosing(sum.fact(), best)))
        .orElseGet(() -> orNull(sum));
  }

  /** Whether something changed since it was stated. */
  boolean owes() {
    return !changed.isEmpty();
  }

  /** States what changed. */
  void state(Taker<G> taker) {
    for (int hash : changed) {
      int place = sums.find(hash, at -> (sums.first(at) & CHANGED) != 0);
      Entry<G> entry = entry(place);
      if (entry.is(NONE)) {
        sums.remove(hash, place);
        taker.take(entry.sum.fact(), false);
        continue;
      }
      sums.setFirst(place, (byte) 0);
      // A sum of no rows that is not nothing owes a fact, and changes again when that comes.
      if (entry.sum.rows() > 0) {
        taker.take(entry.sum.fact(), true);
      }
    }
    changed = new ArrayList<>();
  }

  /** How many rows say all that is known. */
  int size() {
    return sums.size() + choices.size() + changed.size();
  }

  /** Says all that is known. */
  void write(Packets packets) {
    sums.forEach(
        place -> {
          Entry<G> entry = entry(place);
          if (!entry.is(NONE)) {
            packets.add(0, SUM, entry.sum, coder);
          }
          if (entry.is(CHANGED)) {
            packets.add(0, KNOWN, entry.sum, coder);
          }
        });
    choices.forEach(place -> packets.add(0, CHOICE, choice(place), coder));
  }

  private Counted<G> choice(int place) {
    byte[] bytes = choices.get(place);
    long rows = ByteBuffer.wrap(bytes).getLong();
    try {
      byte[] fact = Arrays.copyOfRange(bytes, Long.BYTES, bytes.length);
      return new Counted<>(rows, CoderUtils.decodeFromByteArray(facts, fact));
    } catch (CoderException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] encode(G fact) {
    try {
      return CoderUtils.encodeToByteArray(facts, fact);
    } catch (CoderException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] encode(Entry<G> entry) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    out.write(entry.marks);
    try {
      coder.encode(entry.sum, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private Entry<G> entry(int place) {
    try (InputStream in = sums.read(place)) {
      return new Entry<>((byte) in.read(), coder.decode(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
