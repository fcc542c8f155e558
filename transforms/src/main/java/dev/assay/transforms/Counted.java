package dev.assay.transforms;

import dev.assay.schemas.Additive;
import dev.assay.schemas.Reversible;
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

  static <G extends Record & Additive<G>> Counted<G> plus(Counted<G> one, Counted<G> other) {
    return new Counted<>(one.rows + other.rows, one.fact.plus(other.fact));
  }

  @SuppressWarnings("unchecked")
  static <G extends Record & Reversible<G>> Counted<G> minus(Counted<?> one, Counted<?> part) {
    return new Counted<>(one.rows - part.rows, ((G) one.fact).minus((G) part.fact));
  }
}
