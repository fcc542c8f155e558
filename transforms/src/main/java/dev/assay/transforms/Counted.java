package dev.assay.transforms;

import dev.assay.schemas.Algebra;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * A sum of facts.
 *
 * @param rows of how many silver rows: when it comes to none, the gold row is no more
 */
record Counted<G extends Record>(long rows, G fact) {
  static <G extends Record> Coder<Counted<G>> coder(Coder<G> fact) {
    return new CountedCoder<>(fact);
  }

  Counted<G> plus(Counted<G> other, Algebra<G> algebra) {
    return new Counted<>(rows + other.rows, algebra.plus(fact, other.fact));
  }

  Counted<G> minus(Counted<G> part, Algebra<G> algebra) {
    return new Counted<>(rows - part.rows, algebra.minus(fact, part.fact));
  }

  private static final class CountedCoder<G extends Record> extends StructuredCoder<Counted<G>> {
    private final Coder<G> fact;

    CountedCoder(Coder<G> fact) {
      this.fact = fact;
    }

    @Override
    public void encode(Counted<G> sum, OutputStream out) throws IOException {
      VarInt.encode(sum.rows(), out);
      fact.encode(sum.fact(), out);
    }

    @Override
    public Counted<G> decode(InputStream in) throws IOException {
      long rows = VarInt.decodeLong(in);
      return new Counted<>(rows, fact.decode(in));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(fact);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      fact.verifyDeterministic();
    }
  }
}
