package dev.assay.transforms;

import dev.assay.schemas.Algebra;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * The state of {@link KeepSums} while a packet of facts is added to it. Sums are added to and taken
 * from. Of what is chosen among facts, such as the last price, it is kept how many facts chose
 * what: when the last of them is taken back, it is chosen among the others anew.
 */
final class KeptSums<G extends Record> {
  private final Algebra<G> algebra;
  private final Codec<G> codec;
  private final RowKey.Reader<G> keys;
  private final MapState<String, byte[]> sums;
  private final MapState<String, Long> choices;
  private final MapState<String, byte[]> changed;

  KeptSums(
      Table<G> table,
      MapState<String, byte[]> sums,
      MapState<String, Long> choices,
      MapState<String, byte[]> changed) {
    this.algebra = table.algebra();
    this.codec = new Codec<>(table);
    this.keys = new RowKey.Reader<>(table);
    this.sums = sums;
    this.choices = choices;
    this.changed = changed;
  }

  void take(byte[] packet) {
    ByteArrayInputStream in = new ByteArrayInputStream(packet);
    try {
      for (int kind = in.read(); kind >= 0; kind = in.read()) {
        Counted<G> fact = codec.coder.decode(in);
        if (kind == AggregateStream.KNOWN) {
          changed.put(keys.of(fact.fact()).text(), codec.encode(fact));
        } else {
          take(kind == AggregateStream.PLUS, fact);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(boolean plus, Counted<G> fact) {
    String key = keys.of(fact.fact()).text();
    byte[] known = sums.get(key).read();
    Counted<G> before = known == null ? null : codec.decode(known);
    // A fact may be taken back before it has come: until then its row is short of it.
    Counted<G> from = before == null ? nothing(fact) : before;
    Counted<G> sum = plus ? from.plus(fact, algebra) : from.minus(fact, algebra);
    Counted<G> now = algebra.isReversible() ? orNull(sum) : chosen(key, before, sum, plus, fact);
    if (now == null) {
      sums.remove(key);
    } else {
      sums.put(key, codec.encode(now));
    }
    // For its key, should there be no such row when it is to be stated.
    changed.put(key, codec.encode(fact));
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
      String key, Counted<G> before, Counted<G> sum, boolean plus, Counted<G> fact) {
    long alike = count(fact, plus ? fact.rows() : -fact.rows());
    boolean isRight =
        plus ? alike >= fact.rows() && (before == null || before.rows() > 0) : alike > 0;
    return isRight ? sum : chosenAnew(key, sum);
  }

  /** How many facts choose as this one does, less those that were taken back before they came. */
  private long count(Counted<G> fact, long times) {
    String choice = codec.text(nothing(fact).fact());
    Long known = choices.get(choice).read();
    long now = (known == null ? 0 : known) + times;
    if (now == 0) {
      choices.remove(choice);
    } else {
      choices.put(choice, now);
    }
    return now;
  }

  /** Looks at all choices of the shard, which is rare. */
  private Counted<G> chosenAnew(String key, Counted<G> sum) {
    Optional<G> chosen = Optional.empty();
    for (Map.Entry<String, Long> each : choices.entries().read()) {
      G choice = codec.fact(each.getKey());
      boolean isOwed = each.getValue() < 0;
      if (!isOwed && keys.of(choice).text().equals(key)) {
        chosen = Optional.of(chosen.map(best -> algebra.plus(best, choice)).orElse(choice));
      }
    }
    return chosen
        .map(best -> new Counted<>(sum.rows(), algebra.choosing(sum.fact(), best)))
        .orElseGet(() -> orNull(sum));
  }

  /** Sums and facts, to and from what state keeps. */
  static final class Codec<G extends Record> {
    private final Coder<G> facts;
    private final Coder<Counted<G>> coder;

    Codec(Table<G> table) {
      this.facts = RecordCoder.of(table.type());
      this.coder = Counted.coder(facts);
    }

    byte[] encode(Counted<G> sum) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(128);
      try {
        coder.encode(sum, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }

    Counted<G> decode(byte[] bytes) {
      try {
        return coder.decode(new ByteArrayInputStream(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A text of as many characters as the fact has bytes. */
    String text(G fact) {
      try {
        return new String(CoderUtils.encodeToByteArray(facts, fact), StandardCharsets.ISO_8859_1);
      } catch (CoderException e) {
        throw new UncheckedIOException(e);
      }
    }

    G fact(String text) {
      try {
        return CoderUtils.decodeFromByteArray(facts, text.getBytes(StandardCharsets.ISO_8859_1));
      } catch (CoderException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
