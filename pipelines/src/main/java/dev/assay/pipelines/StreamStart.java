package dev.assay.pipelines;

import java.util.Locale;

/** Where in a topic a run begins that has no saved state. */
public enum StreamStart {
  /** Behind what the lake holds already; at the topic's beginning where it holds nothing. */
  OFFSETS,
  /** At the topic's beginning. What bronze holds already is counted as known, and left alone. */
  EARLIEST;

  /** The name as options have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
