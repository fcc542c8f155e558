package dev.assay.schemas;

import java.util.Locale;

/**
 * Where a table stands between raw and refined. The name in lower case is its folder and schema.
 */
public enum Layer {
  /** Every payload exactly as received. Append only. */
  BRONZE,
  /** Typed, checked, one row per key. */
  SILVER,
  /** Additive facts per day and key. */
  GOLD,
  /** Payloads that could not become a row, with the rules they break. */
  QUARANTINE,
  /** What each run did, and the proof that it adds up. */
  AUDIT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
