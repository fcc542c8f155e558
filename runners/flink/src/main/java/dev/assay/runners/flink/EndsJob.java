package dev.assay.runners.flink;

import dev.assay.transforms.Permanent;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * What Flink looks for among the causes of a failure: with it the job ends at once, of whatever
 * kind it is and however many restarts it has left.
 */
public final class EndsJob implements Permanent.Mark {
  @Override
  public Throwable on(Throwable maybeCause) {
    return new SuppressRestartsException(maybeCause);
  }
}
