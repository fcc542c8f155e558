package dev.assay.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** What the collections of a pipeline held, once it has run on the DirectRunner. */
public final class Outputs<E> {
  private static final Map<Integer, Queue<Object>> KEPT = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int number = NEXT.incrementAndGet();

  private Outputs() {}

  public static <E> Outputs<E> of(PCollection<E> collection) {
    Outputs<E> outputs = new Outputs<>();
    KEPT.put(outputs.number, new ConcurrentLinkedQueue<>());
    collection.apply("Keep " + outputs.number, ParDo.of(new Keep<>(outputs.number)));
    return outputs;
  }

  @SuppressWarnings("unchecked")
  public List<E> list() {
    return (List<E>) new ArrayList<>(KEPT.get(number));
  }

  public static <E> List<E> flat(Outputs<Rows<E>> outputs) {
    return outputs.list().stream().flatMap(rows -> rows.list().stream()).toList();
  }

  private static final class Keep<E> extends DoFn<E, Void> {
    private final int number;

    Keep(int number) {
      this.number = number;
    }

    @ProcessElement
    public void process(@Element E element) {
      KEPT.get(number).add(element);
    }
  }
}
