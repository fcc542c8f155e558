package dev.assay.transforms;

import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Reference;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Silver: adds to each row what the row of another table says, and rejects rows that refer to
 * nothing, by the name of their reference. The other table is held in memory, once per worker
 * thread.
 */
public final class Enrich<T extends Record, R extends Record>
    extends PTransform<PCollection<Batch<T>>, PCollection<Batch<T>>> {
  /** What a row becomes beside the row it refers to. */
  public interface Join<T, R> extends Serializable {
    T with(T row, R other);
  }

  private final Table<T> table;
  private final Reference<T> reference;
  private final Table.Of<R, String> otherKey;
  private final PCollection<Rows<Refined<R>>> others;
  private final Join<T, R> join;

  private Enrich(
      Table<T> table,
      Reference<T> reference,
      Table.Of<R, String> otherKey,
      PCollection<Rows<Refined<R>>> others,
      Join<T, R> join) {
    this.table = table;
    this.reference = reference;
    this.otherKey = otherKey;
    this.others = others;
    this.join = join;
  }

  /** Follows the reference that the table's contract has to the other table. */
  public static <T extends Record, R extends Record> Enrich<T, R> with(
      Table<T> table,
      Table<R> other,
      Table.Of<R, String> otherKey,
      PCollection<Rows<Refined<R>>> others,
      Join<T, R> join) {
    Reference<T> reference =
        table.references().stream()
            .filter(candidate -> candidate.table().equals(other))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException(table + " has no reference to " + other));
    return new Enrich<>(table, reference, otherKey, others, join);
  }

  @Override
  public PCollection<Batch<T>> expand(PCollection<Batch<T>> batches) {
    PCollectionView<Iterable<Rows<Refined<R>>>> view =
        others.apply("Reference rows", View.asIterable());
    return batches
        .apply("Look up reference", ParDo.of(new LookUp<>(this, view)).withSideInputs(view))
        .setCoder(Batch.coder(table));
  }

  private static final class LookUp<T extends Record, R extends Record>
      extends DoFn<Batch<T>, Batch<T>> {
    private final Table<T> table;
    private final Reference<T> reference;
    private final Table.Of<R, String> otherKey;
    private final Join<T, R> join;
    private final PCollectionView<Iterable<Rows<Refined<R>>>> view;
    private transient Map<String, R> byKey;

    LookUp(Enrich<T, R> enrich, PCollectionView<Iterable<Rows<Refined<R>>>> view) {
      this.table = enrich.table;
      this.reference = enrich.reference;
      this.otherKey = enrich.otherKey;
      this.join = enrich.join;
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      byKey = byKey == null ? index(context.sideInput(view)) : byKey;
      context.output(
          context
              .element()
              .judged(
                  table,
                  (row, broken) -> {
                    R other = byKey.get(reference.key().apply(row));
                    if (other == null) {
                      broken.add(reference.name());
                      return row;
                    }
                    return join.with(row, other);
                  }));
    }

    private Map<String, R> index(Iterable<Rows<Refined<R>>> all) {
      Map<String, R> index = new HashMap<>();
      for (Rows<Refined<R>> rows : all) {
        for (Refined<R> other : rows.list()) {
          index.put(otherKey.apply(other.row()), other.row());
        }
      }
      return index;
    }

    @FinishBundle
    public void forget() {
      byKey = null;
    }
  }
}
