package dev.assay.pipelines;

/** Finds out that a run has nothing to do before its graph is built, by what would plan it. */
public final class NothingNew {
  private NothingNew() {}

  /**
   * Whether no file is new, and nothing else is due: no run or epoch to be finished, no day whose
   * gold is behind silver.
   *
   * @throws dev.assay.pipelines.io.LakeException when a run could not be planned either, as over a
   *     warehouse of another lake
   */
  public static boolean isFound(RunSettings settings, Flow flow) {
    return new PlanRun(settings, flow).isNothing();
  }
}
