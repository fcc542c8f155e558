package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Gold, of a stream: states what follows from the changes of another table, row by row. A row that
 * is lost and gained again under its key is stated once, as it stands then; one that moves to
 * another day is taken back on the day that it leaves, before it is stated on the other.
 */
public final class Restate<S extends Record, G extends Record>
    extends PTransform<PCollection<Rows<Change<S>>>, PCollection<Rows<Restated<G>>>> {
  private final Table<G> table;
  private final Table.Of<S, Optional<G>> row;

  private Restate(Table<G> table, Table.Of<S, Optional<G>> row) {
    this.table = table;
    this.row = row;
  }

  /**
   * As rows of this table.
   *
   * @param row what follows from a row; empty where nothing does
   */
  public static <S extends Record, G extends Record> Restate<S, G> into(
      Table<G> table, Table.Of<S, Optional<G>> row) {
    return new Restate<>(table, row);
  }

  @Override
  public PCollection<Rows<Restated<G>>> expand(PCollection<Rows<Change<S>>> changes) {
    return changes
        .apply("Restate", ParDo.of(new Collapse<>(table, row)))
        .setCoder(Rows.coder(Restated.coder(table)));
  }

  private static final class Collapse<S extends Record, G extends Record>
      extends DoFn<Rows<Change<S>>, Rows<Restated<G>>> {
    private final Table<G> table;
    private final Table.Of<S, Optional<G>> row;
    private transient RowKey.Reader<G> keys;

    Collapse(Table<G> table, Table.Of<S, Optional<G>> row) {
      this.table = table;
      this.row = row;
    }

    @ProcessElement
    public void process(@Element Rows<Change<S>> changes, OutputReceiver<Rows<Restated<G>>> out) {
      keys = keys == null ? new RowKey.Reader<>(table) : keys;
      Map<List<?>, Restated<G>> last = new LinkedHashMap<>();
      for (Change<S> change : changes.list()) {
        boolean stands = change.kind() != Change.Kind.LOST;
        row.apply(change.refined().row())
            .ifPresent(
                made -> {
                  List<?> place = List.of(keys.of(made), table.dayOf(made));
                  // Behind what was stated of its key meanwhile.
                  last.remove(place);
                  last.put(place, new Restated<>(made, stands, 1));
                });
      }
      if (!last.isEmpty()) {
        out.output(new Rows<>(new ArrayList<>(last.values())));
      }
    }
  }
}
