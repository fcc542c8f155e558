package dev.assay.transforms;

import dev.assay.schemas.Table;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;

/**
 * What happens to one silver row. Before it is settled, the same says what a row claims: silver is
 * to gain it, holds it, or refused it earlier.
 */
public record Change<T extends Record>(Kind kind, Refined<T> refined) {
  /** The order is that of the bytes on the wire. */
  public enum Kind {
    /** Silver gains the row. */
    GAINED,
    /** Silver held the row before the run began; gold of a stream is to count it. */
    HELD,
    /** Silver held the row, and a better one, or another description of it, took its place. */
    LOST,
    /**
     * Silver refuses the row, for it has a better one. It may have had this one after the last
     * checkpoint, before a failure: gold is to state anew what the row would have added to.
     */
    REFUSED
  }

  private static final Kind[] KINDS = Kind.values();

  /** As it stands on the wire. */
  static Kind kind(int number) {
    return KINDS[number];
  }

  public static <T extends Record> Coder<Change<T>> coder(Table<T> table) {
    return CompositeCoder.of(
        Change.class,
        change -> change.kind().ordinal(),
        VarIntCoder.of(),
        Change::refined,
        Refined.coder(table),
        (kind, refined) -> new Change<>(kind(kind), refined));
  }
}
