package dev.assay.transforms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;

/** What a step sends while a test calls it. */
final class Sent implements DoFn.MultiOutputReceiver {
  private final Map<TupleTag<?>, List<Object>> sent = new HashMap<>();

  @SuppressWarnings("unchecked")
  <T> List<T> to(TupleTag<T> output) {
    return (List<T>) sent.getOrDefault(output, List.of());
  }

  @Override
  public <T> DoFn.OutputReceiver<T> get(TupleTag<T> tag) {
    return new DoFn.OutputReceiver<>() {
      @Override
      public void output(T element) {
        sent.computeIfAbsent(tag, of -> new ArrayList<>()).add(element);
      }

      @Override
      public OutputBuilder<T> builder(T element) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Override
  public <T> DoFn.OutputReceiver<Row> getRowReceiver(TupleTag<T> tag) {
    throw new UnsupportedOperationException();
  }
}
