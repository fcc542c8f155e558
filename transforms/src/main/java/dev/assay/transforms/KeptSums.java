package dev.assay.transforms;

import dev.assay.schemas.Additive;
import dev.assay.schemas.Reversible;
import dev.assay.schemas.RowKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.util.CoderUtils;

/** The state of {@link KeepSums} while a packet of facts is added to it. */
final class KeptSums<G extends Record & Additive<G>> {
  private final Metric<?, G> metric;
  private final Codec<G> codec;
  private final RowKey.Reader<G> keys;
  private final boolean reversible;
  private final MapState<String, byte[]> sums;
  private final MapState<String, Long> facts;
  private final MapState<String, byte[]> changed;

  KeptSums(
      Metric<?, G> metric,
      MapState<String, byte[]> sums,
      MapState<String, Long> facts,
      MapState<String, byte[]> changed) {
    this.metric = metric;
    this.codec = new Codec<>(metric);
    this.keys = new RowKey.Reader<>(metric.table());
    this.reversible = Facts.isReversible(metric);
    this.sums = sums;
    this.facts = facts;
    this.changed = changed;
  }

  void take(byte[] packet) {
    ByteArrayInputStream in = new ByteArrayInputStream(packet);
    try {
      for (int kind = in.read(); kind >= 0; kind = in.read()) {
        take(kind, codec.coder.decode(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(int kind, Counted<G> fact) {
    String key = keys.of(fact.fact()).text();
    byte[] known = sums.get(key).read();
    Counted<G> before = known == null ? null : codec.decode(known);
    boolean plus = kind == AggregateStream.PLUS;
    Counted<G> sum = reversible ? summed(before, plus, fact) : counted(key, before, plus, fact);
    if (sum == null) {
      sums.remove(key);
    } else {
      sums.put(key, codec.encode(sum));
    }
    // For its key, should there be no such row when it is to be stated.
    changed.put(key, codec.encode(fact));
  }

  /** A fact may be taken back before it has come: until then its row is short of it. */
  private Counted<G> summed(Counted<G> before, boolean plus, Counted<G> fact) {
    Counted<G> from = before == null ? less(fact, fact) : before;
    Counted<G> sum = plus ? Counted.plus(from, fact) : less(from, fact);
    return sum.rows() == 0 && sum.fact().equals(less(sum, sum).fact()) ? null : sum;
  }

  @SuppressWarnings("unchecked")
  private <R extends Record & Reversible<R>> Counted<G> less(Counted<G> sum, Counted<G> part) {
    return (Counted<G>) (Counted<?>) Counted.<R>minus(sum, part);
  }

  private Counted<G> counted(String key, Counted<G> before, boolean plus, Counted<G> fact) {
    long now = count(fact.fact(), plus ? fact.rows() : -fact.rows());
    if (!plus) {
      return addedAnew(key);
    }
    // What was taken back before it came is owed.
    long added = Math.min(now, fact.rows());
    return added > 0 ? added(before, new Counted<>(added, fact.fact())) : before;
  }

  private Counted<G> added(Counted<G> before, Counted<G> fact) {
    return before == null ? fact : Counted.plus(before, fact);
  }

  /** How often the fact was given now, less how often it was taken back. */
  private long count(G fact, long times) {
    String text = codec.text(fact);
    Long known = facts.get(text).read();
    long now = (known == null ? 0 : known) + times;
    if (now == 0) {
      facts.remove(text);
    } else {
      facts.put(text, now);
    }
    return now;
  }

  /** Looks at all facts, which is rare: only when a row is replaced by a better one. */
  private Counted<G> addedAnew(String key) {
    Counted<G> sum = null;
    for (Map.Entry<String, Long> each : facts.entries().read()) {
      G fact = codec.fact(each.getKey());
      if (each.getValue() > 0 && keys.of(fact).text().equals(key)) {
        sum = added(sum, new Counted<>(each.getValue(), fact));
      }
    }
    return sum;
  }

  /** Sums and facts, to and from what state keeps. */
  static final class Codec<G extends Record & Additive<G>> {
    private final Coder<G> facts;
    private final Coder<Counted<G>> coder;

    Codec(Metric<?, G> metric) {
      this.facts = metric.coder();
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
