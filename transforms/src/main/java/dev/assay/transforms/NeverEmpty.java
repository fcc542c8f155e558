package dev.assay.transforms;

import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * For the side inputs of a bounded run: adds one element that says nothing.
 *
 * <p>The DirectRunner looks again after a step that waits for a side input whenever something is
 * made, be it the side input. An empty one is not made: when nothing else is any more, the step
 * waits for ever.
 */
public final class NeverEmpty<E> extends PTransform<PCollection<E>, PCollection<E>> {
  private final transient E nothing;

  private NeverEmpty(E nothing) {
    this.nothing = nothing;
  }

  /** With this element, which whoever reads the side input leaves out, or takes for nothing. */
  public static <E> NeverEmpty<E> with(E nothing) {
    return new NeverEmpty<>(nothing);
  }

  @Override
  public PCollection<E> expand(PCollection<E> some) {
    PCollection<E> one =
        some.getPipeline().apply("Nothing", Create.of(nothing).withCoder(some.getCoder()));
    return PCollectionList.of(some).and(one).apply("And nothing", Flatten.pCollections());
  }
}
