package dev.assay.transforms;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/** The outputs of one transform: a record of collections, or what gives them, says their names. */
public interface NamedOutputs extends POutput {
  /** The collections by name; one at least. */
  Map<String, PCollection<?>> outputs();

  @Override
  default Pipeline getPipeline() {
    return outputs().values().iterator().next().getPipeline();
  }

  @Override
  default Map<TupleTag<?>, PValue> expand() {
    Map<TupleTag<?>, PValue> values = new LinkedHashMap<>();
    outputs().forEach((name, output) -> values.put(new TupleTag<>(name), output));
    return values;
  }

  @Override
  default void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
}
