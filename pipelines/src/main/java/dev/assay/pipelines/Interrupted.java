package dev.assay.pipelines;

import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import java.util.Optional;

/** Looks for a run that began to publish and did not come to its end. */
public final class Interrupted {
  private Interrupted() {}

  /** The plan of the run that must be finished before any other; empty when there is none. */
  public static Optional<RunPlan> run(RunSettings settings, Flow flow) {
    return Ledger.of(settings.lake(), settings.pipeline())
        .unfinished()
        .filter(plan -> PlanRun.isBegun(settings, flow, plan));
  }
}
