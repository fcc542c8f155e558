package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.values.PCollection;

/** How the rows of a table of gold follow from those of other tables. It says what, not where. */
public interface Recipe<G extends Record> extends Serializable {
  /** The table that is made. */
  Table<G> into();

  /** The tables that it is made of, of silver or of gold. */
  List<Table<?>> sources();

  /**
   * Whether a row may follow from rows of any day, so that a run makes the table anew of all of
   * them. Otherwise, as here, a row follows from rows of its own day.
   */
  default boolean isOfAllDays() {
    return false;
  }

  /** The rows, as they follow from those that a bounded run has. */
  PCollection<Rows<G>> bounded(BoundedTables tables);

  /** The rows, as a stream states them. */
  PCollection<Rows<Restated<G>>> unbounded(UnboundedTables tables);

  /** What keeps rows of further tables in those of its own, which are stored nowhere else. */
  interface WithRows<G extends Record> extends Recipe<G> {
    /** The tables whose rows it keeps. */
    List<Table<?>> given();

    /** The rows of one of them, in a bounded run. */
    <T extends Record> PCollection<Rows<Refined<T>>> rows(Table<T> given, BoundedTables tables);

    /** What changes among them, in a stream. */
    <T extends Record> PCollection<Rows<Change<T>>> changes(Table<T> given, UnboundedTables tables);

    /** What changes in its own table, in a stream. */
    PCollection<Rows<Change<G>>> changes(UnboundedTables tables);
  }
}
