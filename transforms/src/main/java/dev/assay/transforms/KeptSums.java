package dev.assay.transforms;

import dev.assay.schemas.Algebra;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * The sums of one table of gold and shard, made of facts. Sums are added to and taken from. Of what
 * is chosen among facts, such as the last price, it is kept how many facts chose what: when the
 * last of them is taken back, it is chosen among the others anew.
 *
 * <p>What is known at any time follows from the facts that were taken, in their order, and from
 * when it was stated.
 */
final class KeptSums<G extends Record> {
  /** Facts to add and to take back, by their kinds in packets. */
  static final int PLUS = 0;

  static final int MINUS = 1;

  /** A row that may have been stated, and adds nothing. */
  static final int KNOWN = 2;

  /** A sum as it stands. */
  static final int SUM = 3;

  /** So many facts chose as this one does. */
  static final int CHOICE = 4;

  /** Of an entry: its sum changed since it was stated. */
  private static final int CHANGED = 1;

  /** Of an entry: there is no such row, and the fact only tells the key. */
  private static final int NONE = 2;

  private final Algebra<G> algebra;
  private final RowKey.Reader<G> keys;
  private final Coder<G> facts;
  private final Coder<Counted<G>> coder;

  /** By key, a sum. */
  private final ByteTable sums = new ByteTable();

  /** By what is chosen, a fact that chooses it, and how many facts do. */
  private final ByteTable choices = new ByteTable();

  /** The hashes of the keys whose sums changed. */
  private List<Integer> changed = new ArrayList<>();

  /** Takes what is to be stated: a row as it is now, or that there is none. */
  interface Taker<G> {
    void take(G row, boolean stands);
  }

  /** Where a fact stands in a packet: most sums are of one fact, and need no bytes of their own. */
  private record Place(PacketStream in, int at) {
    boolean holds(byte[] entry) {
      return in.has(at, entry);
    }

    LoggedPacket packet() {
      return in.packet();
    }
  }

  KeptSums(Table<G> table) {
    this.algebra = table.algebra();
    this.keys = new RowKey.Reader<>(table);
    this.facts = RecordCoder.of(table.type());
    this.coder = Counted.coder(facts);
  }

  /** Takes a fact, or what {@link #write} says. The packet must not change any more. */
  void take(int kind, PacketStream packet) throws IOException {
    Place place = new Place(packet, packet.position());
    Counted<G> fact = coder.decode(packet);
    switch (kind) {
      case PLUS -> take(true, fact, place);
      case MINUS -> take(false, fact, place);
      case KNOWN -> change(fact, place);
      case SUM -> put(sums, -1, keys.of(fact.fact()).hashCode(), fact, place);
      default -> count(fact, fact.rows(), place);
    }
  }

  private void take(boolean plus, Counted<G> fact, Place place) {
    RowKey key = keys.of(fact.fact());
    Search known = new Search(key);
    boolean isKnown = known.slot >= 0 && (sums.marks(known.slot) & NONE) == 0;
    Counted<G> before = isKnown ? known.sum : null;
    // A fact may be taken back before it has come: until then its row is short of it.
    Counted<G> from = before == null ? nothing(fact) : before;
    Counted<G> sum = plus ? from.plus(fact, algebra) : from.minus(fact, algebra);
    Counted<G> now =
        algebra.isReversible() ? orNull(sum) : chosen(key, before, sum, plus, fact, place);
    if (now == null) {
      change(known, fact, place, NONE);
    } else {
      change(known, now, place, 0);
    }
  }

  /** The row of this key is to be stated, as it is. */
  private void change(Counted<G> row, Place place) {
    Search known = new Search(keys.of(row.fact()));
    if (known.slot < 0) {
      change(known, row, place, NONE);
    } else {
      owe(known);
      sums.mark(known.slot, sums.marks(known.slot) | CHANGED);
    }
  }

  private void change(Search known, Counted<G> now, Place place, int marks) {
    owe(known);
    int slot = put(sums, known.slot, known.key.hashCode(), now, place);
    sums.mark(slot, marks | CHANGED);
  }

  private void owe(Search known) {
    if (known.slot < 0 || (sums.marks(known.slot) & CHANGED) == 0) {
      changed.add(known.key.hashCode());
    }
  }

  /** Its slot, which may be another one than before. */
  private int put(ByteTable table, int slot, int hash, Counted<G> entry, Place place) {
    byte[] bytes = encode(entry);
    if (slot >= 0) {
      if (place.holds(bytes)) {
        table.replaceShared(slot, place.packet(), place.at);
      } else {
        table.replace(slot, bytes);
      }
      return slot;
    }
    return place.holds(bytes)
        ? table.addShared(hash, place.packet(), place.at)
        : table.add(hash, bytes);
  }

  /** Looks for the entry of a key, and has it when it is found. */
  private final class Search implements IntPredicate {
    private final RowKey key;
    private final int slot;
    private Counted<G> sum;

    Search(RowKey key) {
      this.key = key;
      this.slot = sums.find(key.hashCode(), this);
    }

    @Override
    public boolean test(int at) {
      sum = at(sums, at);
      return keys.of(sum.fact()).equals(key);
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
      RowKey key, Counted<G> before, Counted<G> sum, boolean plus, Counted<G> fact, Place place) {
    long alike = count(fact, plus ? fact.rows() : -fact.rows(), place);
    boolean isRight =
        plus ? alike >= fact.rows() && (before == null || before.rows() > 0) : alike > 0;
    return isRight ? sum : chosenAnew(key, sum);
  }

  /** How many facts choose as this one does, less those that were taken back before they came. */
  private long count(Counted<G> fact, long times, Place place) {
    byte[] choice = choice(fact);
    int hash = Arrays.hashCode(choice);
    int slot = choices.find(hash, at -> Arrays.equals(choice(at(choices, at)), choice));
    long now = (slot < 0 ? 0 : at(choices, slot).rows()) + times;
    if (now != 0) {
      put(choices, slot, hash, new Counted<>(now, fact.fact()), place);
    } else if (slot >= 0) {
      choices.remove(slot);
    }
    return now;
  }

  /** What a fact chooses: it without what adds up. */
  private byte[] choice(Counted<G> fact) {
    try {
      return CoderUtils.encodeToByteArray(facts, nothing(fact).fact());
    } catch (CoderException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Looks at all choices of the shard, which is rare. */
  private Counted<G> chosenAnew(RowKey key, Counted<G> sum) {
    List<G> some = new ArrayList<>();
    choices.forEach(
        slot -> {
          Counted<G> choice = at(choices, slot);
          boolean isOwed = choice.rows() < 0;
          if (!isOwed && keys.of(choice.fact()).equals(key)) {
            some.add(nothing(choice).fact());
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
      int slot = sums.find(hash, at -> (sums.marks(at) & CHANGED) != 0);
      Counted<G> sum = at(sums, slot);
      if ((sums.marks(slot) & NONE) != 0) {
        sums.remove(slot);
        taker.take(sum.fact(), false);
        continue;
      }
      sums.mark(slot, 0);
      // A sum of no rows that is not nothing owes a fact, and changes again when that comes.
      if (sum.rows() > 0) {
        taker.take(sum.fact(), true);
      }
    }
    changed = new ArrayList<>();
  }

  /** Holds no packet of the log any more, as when memory runs short. */
  void letGo() {
    sums.letGo();
    choices.letGo();
  }

  /** How many rows say all that is known. */
  int size() {
    return sums.size() + choices.size() + changed.size();
  }

  /** Takes what is known, by kind. */
  interface Writer<G extends Record> {
    void write(int kind, Counted<G> entry, Coder<Counted<G>> coder);
  }

  /** Says all that is known. */
  void write(Writer<G> to) {
    sums.forEach(
        slot -> {
          Counted<G> sum = at(sums, slot);
          int marks = sums.marks(slot);
          if ((marks & NONE) == 0) {
            to.write(SUM, sum, coder);
          }
          if ((marks & CHANGED) != 0) {
            to.write(KNOWN, sum, coder);
          }
        });
    choices.forEach(slot -> to.write(CHOICE, at(choices, slot), coder));
  }

  private byte[] encode(Counted<G> entry) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try {
      coder.encode(entry, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private Counted<G> at(ByteTable table, int slot) {
    try (InputStream in = table.read(slot)) {
      return coder.decode(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
