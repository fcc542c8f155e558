package dev.assay.runners.direct;

import java.util.Map;

/** How the DirectRunner is set up for a user's run. */
public final class DirectLaunch {
  private DirectLaunch() {}

  /** Beam options, by name. Tests keep the costly checks that this turns off. */
  public static Map<String, String> options(int cores) {
    return Map.of(
        "runner", "DirectRunner",
        "blockOnRun", "false",
        "enforceImmutability", "false",
        "enforceEncodability", "false",
        "targetParallelism", Integer.toString(cores));
  }
}
