package dev.assay.transforms;

import dev.assay.schemas.Algebra;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * A sum of facts.
 *
 * @param rows of how many silver rows: when it comes to none, the gold row is no more
 */
record Counted<G extends Record>(long rows, G fact) {
  static <G extends Record> Coder<Counted<G>> coder(Coder<G> fact) {
    return CompositeCoder.of(
        Counted.class, Counted::rows, VarLongCoder.of(), Counted::fact, fact, Counted::new);
  }

  Counted<G> plus(Counted<G> other, Algebra<G> algebra) {
    return new Counted<>(rows + other.rows, algebra.plus(fact, other.fact));
  }

  Counted<G> minus(Counted<G> part, Algebra<G> algebra) {
    return new Counted<>(rows - part.rows, algebra.minus(fact, part.fact));
  }
}
