package dev.assay.pipelines;

import java.util.Locale;

/** What a run looks at. */
public enum RunKind {
  /** Input that was not taken before. */
  LOAD,
  /** All of bronze, to make silver and gold anew. */
  REBUILD,
  /** Payloads in quarantine, to see whether they are good now. */
  REPLAY;

  /** The name as plans, reports and {@code audit.runs} have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
