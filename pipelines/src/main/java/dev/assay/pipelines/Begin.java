package dev.assay.pipelines;

import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.Impulse;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * The one element with which a stream begins, and not again where it goes on from saved state.
 *
 * <p>Beam gives an {@link Impulse} no name in Flink, which then finds its state by how it stands in
 * the graph: by whether the next step is chained to it, as it is at parallelism 1, and at no other.
 * A step with two inputs is never chained to them, so state that was saved at one parallelism is
 * found at any other.
 */
final class Begin extends PTransform<PBegin, PCollection<String>> {
  private static final String BEGIN = "begin";

  @Override
  public PCollection<String> expand(PBegin begin) {
    return PCollectionList.of(begin.apply("One", Impulse.create()))
        .and(begin.apply("Another", Impulse.create()))
        .apply("Either", Flatten.pCollections())
        .apply("Same key", WithKeys.of(BEGIN))
        .apply("Only one", ParDo.of(new First()));
  }

  private static final class First extends DoFn<KV<String, byte[]>, String> {
    @StateId("begun")
    private final StateSpec<ValueState<Boolean>> begun = StateSpecs.value(BooleanCoder.of());

    @ProcessElement
    public void process(@StateId("begun") ValueState<Boolean> begun, OutputReceiver<String> out) {
      if (begun.read() == null) {
        begun.write(true);
        out.output(BEGIN);
      }
    }
  }
}
