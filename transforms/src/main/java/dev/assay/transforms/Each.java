package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Gold of which each row follows from one row of another table of gold.
 *
 * @param into the table of gold
 * @param source the table whose rows it follows from
 * @param row what becomes of a row; empty where nothing does
 */
public record Each<S extends Record, G extends Record>(
    Table<G> into, Table<S> source, Table.Of<S, Optional<G>> row) implements Recipe<G> {
  /** Begins the declaration of what this table is made of. */
  public static <G extends Record> Into<G> into(Table<G> table) {
    return new Into<>(table);
  }

  /** A table whose source is not named yet. */
  public record Into<G extends Record>(Table<G> table) {
    public <S extends Record> Each<S, G> of(Table<S> source, Table.Of<S, Optional<G>> row) {
      return new Each<>(table, source, row);
    }
  }

  @Override
  public List<Table<?>> sources() {
    return List.of(source);
  }

  @Override
  public PCollection<Rows<G>> bounded(BoundedTables tables) {
    return tables
        .gold(source)
        .apply("Rows of " + into.name(), ParDo.of(new Make<>(row)))
        .setCoder(Rows.coder(RecordCoder.of(into.type())));
  }

  @Override
  public PCollection<Rows<Restated<G>>> unbounded(UnboundedTables tables) {
    return tables.changes(source).apply("Rows of " + into.name(), Restate.into(into, row));
  }

  private static final class Make<S extends Record, G extends Record>
      extends DoFn<Rows<S>, Rows<G>> {
    private final Table.Of<S, Optional<G>> row;

    Make(Table.Of<S, Optional<G>> row) {
      this.row = row;
    }

    @ProcessElement
    public void process(@Element Rows<S> rows, OutputReceiver<Rows<G>> out) {
      List<G> made = rows.list().stream().flatMap(each -> row.apply(each).stream()).toList();
      if (!made.isEmpty()) {
        out.output(new Rows<>(made));
      }
    }
  }
}
