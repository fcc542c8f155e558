package dev.assay.transforms;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.ArrayList;
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
 * @param parted of a bounded run, which tells them apart itself, what silver gains and loses
 * @param rejected payloads that broke a rule; of a stream also those that contradicted a row or
 *     came late
 * @param contradictions rejected rows whose payload is still to be recalled from bronze
 * @param totals what was read, and what became valid or was a duplicate
 */
public record Settled<T extends Record>(
    Table<T> table,
    PCollection<Rows<Change<T>>> changes,
    Map<Change.Kind, PCollection<Rows<Refined<T>>>> parted,
    PCollection<Rows<Rejected>> rejected,
    PCollection<Rows<Rejected>> contradictions,
    PCollection<ControlTotal> totals)
    implements NamedOutputs {

  /** The names of the outputs. */
  record Tags<T extends Record>(
      TupleTag<Rows<Change<T>>> changes,
      TupleTag<Rows<Refined<T>>> gained,
      TupleTag<Rows<Refined<T>>> lost,
      TupleTag<Rows<Rejected>> rejected,
      TupleTag<Rows<Rejected>> contradictions,
      TupleTag<ControlTotal> totals)
      implements Serializable {
    Tags() {
      this(
          new TupleTag<>("changes"),
          new TupleTag<>("gained"),
          new TupleTag<>("lost"),
          new TupleTag<>("rejected"),
          new TupleTag<>("contradictions"),
          new TupleTag<>("totals"));
    }

    /** What fell out before rows are settled, with its coders. */
    static <T extends Record> PCollectionTuple coded(PCollectionTuple read, Tags<T> tags) {
      read.get(tags.rejected).setCoder(Rows.coder(RecordCoder.of(Rejected.class)));
      read.get(tags.totals).setCoder(RecordCoder.of(ControlTotal.class));
      return read;
    }

    /** All but the changes, of a stream. */
    TupleTagList more() {
      return TupleTagList.of(rejected).and(contradictions).and(totals);
    }

    /** Likewise, of a bounded run. */
    TupleTagList parted() {
      return more().and(gained).and(lost);
    }

    /** What silver gains and loses, where it was told apart. */
    private Map<Change.Kind, PCollection<Rows<Refined<T>>>> parted(
        Table<T> table, PCollectionTuple settled) {
      Coder<Rows<Refined<T>>> rows = Rows.coder(Refined.coder(table));
      return settled.has(gained)
          ? Map.of(
              Change.Kind.GAINED, settled.get(gained).setCoder(rows),
              Change.Kind.LOST, settled.get(lost).setCoder(rows))
          : Map.of();
    }
  }

  static <T extends Record> Settled<T> of(
      Table<T> table, Tags<T> tags, PCollectionTuple read, PCollectionTuple settled) {
    Coder<Rows<Rejected>> rejects = Rows.coder(RecordCoder.of(Rejected.class));
    Coder<ControlTotal> total = RecordCoder.of(ControlTotal.class);
    return new Settled<>(
        table,
        settled.get(tags.changes()).setCoder(Rows.coder(Change.coder(table))),
        tags.parted(table, settled),
        PCollectionList.of(read.get(tags.rejected()))
            .and(settled.get(tags.rejected()).setCoder(rejects))
            .apply("Rejected", Flatten.pCollections()),
        settled.get(tags.contradictions()).setCoder(rejects),
        PCollectionList.of(read.get(tags.totals()))
            .and(settled.get(tags.totals()).setCoder(total))
            .apply("Totals", Flatten.pCollections()));
  }

  /** Made of what a bounded run tells apart where somebody asks. */
  @Override
  public PCollection<Rows<Change<T>>> changes() {
    if (parted.isEmpty()) {
      return changes;
    }
    List<PCollection<Rows<Change<T>>>> all = new ArrayList<>();
    parted.forEach(
        (kind, rows) ->
            all.add(
                rows.apply("Changes: " + kind, ParDo.of(new ToKind<T>(kind)))
                    .setCoder(Rows.coder(Change.coder(table)))));
    return PCollectionList.of(all).apply("Changes", Flatten.pCollections());
  }

  /** The rows that silver gains; the label is for a stream's step. */
  public PCollection<Rows<Refined<T>>> gained(String label) {
    return rows(label, Change.Kind.GAINED);
  }

  /** The rows that silver loses, likewise. */
  public PCollection<Rows<Refined<T>>> lost(String label) {
    return rows(label, Change.Kind.LOST);
  }

  private PCollection<Rows<Refined<T>>> rows(String label, Change.Kind kind) {
    PCollection<Rows<Refined<T>>> known = parted.get(kind);
    if (known != null) {
      return known;
    }
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

  private static final class ToKind<T extends Record>
      extends DoFn<Rows<Refined<T>>, Rows<Change<T>>> {
    private final Change.Kind kind;

    ToKind(Change.Kind kind) {
      this.kind = kind;
    }

    @ProcessElement
    public void process(@Element Rows<Refined<T>> rows, OutputReceiver<Rows<Change<T>>> out) {
      out.output(new Rows<>(rows.list().stream().map(row -> new Change<>(kind, row)).toList()));
    }
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
