package dev.assay.transforms;

import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * What a step is told beside its elements: by a side input, or by looking it up on its worker. In a
 * stream it is looked up: Flink does not chain a step that has side inputs with the one before it,
 * so each would cost one more copy of every row.
 */
public interface Given<V> extends Serializable {
  /** What side inputs hold, for an element. */
  interface SideInputs {
    <V> V get(PCollectionView<V> view);
  }

  /** The value, for an element with these side inputs. */
  V in(SideInputs inputs);

  /** The side inputs that the step needs for it. */
  List<PCollectionView<?>> views();

  /** What a side input says. */
  static <V> Given<V> by(PCollectionView<V> view) {
    return new ByView<>(view);
  }

  /** What a side input says. */
  record ByView<V>(PCollectionView<V> view) implements Given<V> {
    @Override
    public V in(SideInputs inputs) {
      return inputs.get(view);
    }

    @Override
    public List<PCollectionView<?>> views() {
      return List.of(view);
    }
  }
}
