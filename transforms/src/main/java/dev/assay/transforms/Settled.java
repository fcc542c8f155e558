package dev.assay.transforms;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * What became of the rows of an input.
 *
 * @param table the rows' table
 * @param changes what silver gains and loses; of a stream also what it held and what it refuses
 * @param rejected payloads that broke a rule; of a stream also those that contradicted a row or
 *     came late
 * @param contradictions rejected rows whose payload is still to be recalled from bronze
 * @param totals what was read, and what became valid or was a duplicate
 */
public record Settled<T extends Record>(
    Table<T> table,
    PCollection<Rows<Change<T>>> changes,
    PCollection<Rows<Rejected>> rejected,
    PCollection<Rows<Rejected>> contradictions,
    PCollection<ControlTotal> totals)
    implements NamedOutputs {

  /** The names of the outputs. */
  record Tags<T extends Record>(
      TupleTag<Rows<Change<T>>> changes,
      TupleTag<Rows<Rejected>> rejected,
      TupleTag<Rows<Rejected>> contradictions,
      TupleTag<ControlTotal> totals)
      implements Serializable {
    Tags() {
      this(
          new TupleTag<>("changes"),
          new TupleTag<>("rejected"),
          new TupleTag<>("contradictions"),
          new TupleTag<>("totals"));
    }

    /** All but the changes. */
    TupleTagList more() {
      return TupleTagList.of(rejected).and(contradictions).and(totals);
    }
  }

  static <T extends Record> Settled<T> of(
      Table<T> table, Tags<T> tags, PCollectionTuple read, PCollectionTuple settled) {
    Coder<Rows<Rejected>> rejects = Rows.coder(RecordCoder.of(Rejected.class));
    Coder<ControlTotal> total = RecordCoder.of(ControlTotal.class);
    return new Settled<>(
        table,
        settled.get(tags.changes()).setCoder(Rows.coder(Change.coder(table))),
        PCollectionList.of(read.get(tags.rejected()).setCoder(rejects))
            .and(settled.get(tags.rejected()).setCoder(rejects))
            .apply("Rejected", Flatten.pCollections()),
        settled.get(tags.contradictions()).setCoder(rejects),
        PCollectionList.of(read.get(tags.totals()).setCoder(total))
            .and(settled.get(tags.totals()).setCoder(total))
            .apply("Totals", Flatten.pCollections()));
  }

  /** The rows that silver gains. */
  public PCollection<Rows<Refined<T>>> gained(String label) {
    return rows(label, Change.Kind.GAINED);
  }

  /** The rows that silver loses. */
  public PCollection<Rows<Refined<T>>> lost(String label) {
    return rows(label, Change.Kind.LOST);
  }

  private PCollection<Rows<Refined<T>>> rows(String label, Change.Kind kind) {
    return changes
        .apply(label, ParDo.of(new OfKind<>(kind)))
        .setCoder(Rows.coder(Refined.coder(table)));
  }

  @Override
  public Map<String, PCollection<?>> outputs() {
    return Map.of(
        "changes", changes,
        "rejected", rejected,
        "contradictions", contradictions,
        "totals", totals);
  }

  private static final class OfKind<T extends Record>
      extends DoFn<Rows<Change<T>>, Rows<Refined<T>>> {
    private final Change.Kind kind;

    OfKind(Change.Kind kind) {
      this.kind = kind;
    }

    @ProcessElement
    public void process(@Element Rows<Change<T>> changes, OutputReceiver<Rows<Refined<T>>> out) {
      List<Refined<T>> rows =
          changes.list().stream()
              .filter(change -> change.kind() == kind)
              .map(Change::refined)
              .toList();
      if (!rows.isEmpty()) {
        out.output(new Rows<>(rows));
      }
    }
  }
}
