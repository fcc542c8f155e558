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
 * What became of the rows of one input.
 *
 * @param fresh rows that silver gains
 * @param displaced rows that silver held and that a better one replaces
 * @param rejected payloads that broke a rule
 * @param contradictions rejected rows whose payload is still to be recalled from bronze
 * @param totals what was read, and what became valid or was a duplicate
 */
public record Deduplicated<T extends Record>(
    PCollection<Rows<Refined<T>>> fresh,
    PCollection<Rows<Refined<T>>> displaced,
    PCollection<Rows<Rejected>> rejected,
    PCollection<Rows<Rejected>> contradictions,
    PCollection<ControlTotal> totals)
    implements NamedOutputs {

  /** The names of the outputs. */
  record Tags<T extends Record>(
      TupleTag<Rows<Refined<T>>> fresh,
      TupleTag<Rows<Refined<T>>> displaced,
      TupleTag<Rows<Rejected>> rejected,
      TupleTag<Rows<Rejected>> contradictions,
      TupleTag<ControlTotal> totals)
      implements Serializable {
    Tags() {
      this(
          new TupleTag<>("fresh"),
          new TupleTag<>("displaced"),
          new TupleTag<>("rejected"),
          new TupleTag<>("contradictions"),
          new TupleTag<>("totals"));
    }
  }

  static <T extends Record> Deduplicated<T> of(
      Table<T> table, Tags<T> tags, PCollectionTuple read, PCollectionTuple settled) {
    Coder<Rows<Refined<T>>> rows = Rows.coder(Refined.coder(table));
    Coder<Rows<Rejected>> rejects = Rows.coder(RecordCoder.of(Rejected.class));
    Coder<ControlTotal> total = RecordCoder.of(ControlTotal.class);
    PCollection<ControlTotal> totals =
        PCollectionList.of(read.get(tags.totals()).setCoder(total))
            .and(settled.get(tags.totals()).setCoder(total))
            .apply("Totals", Flatten.pCollections());
    return new Deduplicated<>(
        settled.get(tags.fresh()).setCoder(rows),
        settled.get(tags.displaced()).setCoder(rows),
        read.get(tags.rejected()).setCoder(rejects),
        settled.get(tags.contradictions()).setCoder(rejects),
        totals);
  }

  @Override
  public Map<String, PCollection<?>> outputs() {
    return Map.of(
        "fresh", fresh,
        "displaced", displaced,
        "rejected", rejected,
        "contradictions", contradictions,
        "totals", totals);
  }
}
