package dev.assay.transforms;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;

/**
 * What becomes of the rows of a stream.
 *
 * @param changes what silver gains and loses
 * @param rejected payloads that broke a rule, contradicted a row or came late
 * @param contradictions rejected rows whose payload is still to be recalled from bronze
 * @param totals what was read, and what became valid or was a duplicate
 */
public record Settled<T extends Record>(
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
  }

  static <T extends Record> Settled<T> of(
      Table<T> table, Tags<T> tags, PCollectionTuple read, PCollectionTuple settled) {
    Coder<Rows<Rejected>> rejects = Rows.coder(RecordCoder.of(Rejected.class));
    Coder<ControlTotal> total = RecordCoder.of(ControlTotal.class);
    return new Settled<>(
        settled.get(tags.changes()).setCoder(Rows.coder(Change.coder(table))),
        PCollectionList.of(read.get(tags.rejected()).setCoder(rejects))
            .and(settled.get(tags.rejected()).setCoder(rejects))
            .apply("Rejected", Flatten.pCollections()),
        settled.get(tags.contradictions()).setCoder(rejects),
        PCollectionList.of(read.get(tags.totals()).setCoder(total))
            .and(settled.get(tags.totals()).setCoder(total))
            .apply("Totals", Flatten.pCollections()));
  }

  @Override
  public Map<String, PCollection<?>> outputs() {
    return Map.of(
        "changes", changes,
        "rejected", rejected,
        "contradictions", contradictions,
        "totals", totals);
  }
}
