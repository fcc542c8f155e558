package dev.assay.transforms;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.Materializations.MultimapView;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PCollectionViews;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Side inputs that keep their names. Those of {@link View} get a random one whenever a graph is
 * built, and Flink, which keeps side inputs in its state by name, does not find them again when a
 * stream is started from a savepoint or checkpoint.
 */
public final class NamedView {
  private NamedView() {}

  /** The one element there is. */
  public static <T> PTransform<PCollection<T>, PCollectionView<T>> singleton(String name) {
    return new Singleton<>(name);
  }

  /** All elements. */
  public static <T> PTransform<PCollection<T>, PCollectionView<Iterable<T>>> iterable(String name) {
    return new All<>(name);
  }

  private static <T> PCollection<KV<Void, T>> keyed(PCollection<T> elements) {
    return elements
        .apply("As a side input", WithKeys.of((Void) null))
        .setCoder(KvCoder.of(VoidCoder.of(), elements.getCoder()));
  }

  private static final class Singleton<T> extends PTransform<PCollection<T>, PCollectionView<T>> {
    private final String name;

    Singleton(String name) {
      this.name = name;
    }

    /** Only the deprecated methods of Beam take a name. */
    @Override
    @SuppressWarnings("deprecation")
    public PCollectionView<T> expand(PCollection<T> element) {
      Coder<T> coder = element.getCoder();
      PCollection<KV<Void, T>> keyed = keyed(element);
      PCollectionView<T> view =
          PCollectionViews.singletonViewUsingVoidKey(
              new TupleTag<MultimapView<Void, T>>(name),
              keyed,
              coder::getEncodedTypeDescriptor,
              keyed.getWindowingStrategy(),
              false,
              null,
              coder);
      keyed.apply("View", View.CreatePCollectionView.of(view));
      return view;
    }
  }

  private static final class All<T>
      extends PTransform<PCollection<T>, PCollectionView<Iterable<T>>> {
    private final String name;

    All(String name) {
      this.name = name;
    }

    /** Only the deprecated methods of Beam take a name. */
    @Override
    @SuppressWarnings("deprecation")
    public PCollectionView<Iterable<T>> expand(PCollection<T> elements) {
      Coder<T> coder = elements.getCoder();
      PCollection<KV<Void, T>> keyed = keyed(elements);
      PCollectionView<Iterable<T>> view =
          PCollectionViews.iterableViewUsingVoidKey(
              new TupleTag<MultimapView<Void, T>>(name),
              keyed,
              coder::getEncodedTypeDescriptor,
              keyed.getWindowingStrategy());
      keyed.apply("View", View.CreatePCollectionView.of(view));
      return view;
    }
  }
}
