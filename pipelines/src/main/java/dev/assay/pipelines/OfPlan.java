package dev.assay.pipelines;

import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.LakeException;
import dev.assay.transforms.Given;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * What follows from the plan of a stream, for the steps beside the one that made it: they look the
 * plan up in the ledger, once each.
 */
final class OfPlan<V> implements Given<V> {
  /** An earlier stream may have left much that is finished first. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final StreamSettings settings;
  private final SerializableFunction<RunPlan, V> answer;
  private transient RunPlan plan;

  private OfPlan(StreamSettings settings, SerializableFunction<RunPlan, V> answer) {
    this.settings = settings;
    this.answer = answer;
  }

  static <V> OfPlan<V> in(StreamSettings settings, SerializableFunction<RunPlan, V> answer) {
    return new OfPlan<>(settings, answer);
  }

  /** The plan of this launch; empty until it is made, or told of by saved state. */
  static Optional<RunPlan> told(StreamSettings settings) {
    return Ledger.of(settings.lake(), settings.pipeline()).planOf(settings.launch());
  }

  @Override
  public V in(SideInputs none) {
    if (plan == null) {
      plan = await();
    }
    return answer.apply(plan);
  }

  private RunPlan await() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        Optional<RunPlan> told = told(settings);
        if (told.isPresent()) {
          return told.get();
        }
        if (System.nanoTime() > until) {
          throw new LakeException(
              "The stream's plan is not in "
                  + settings.lake()
                  + " after "
                  + PATIENCE.toMinutes()
                  + " min, so this worker cannot begin. Check that all workers see the lake at this"
                  + " address, and that no other stream of "
                  + settings.pipeline()
                  + " has begun since");
        }
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Ended while it waited for the plan", e);
    }
  }

  @Override
  public List<PCollectionView<?>> views() {
    return List.of();
  }
}
