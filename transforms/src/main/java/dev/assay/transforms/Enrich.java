package dev.assay.transforms;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Reference;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Silver: adds to each row what the row of another table says, and rejects rows that refer to
 * nothing, by the name of their reference. The other table is held in memory, once per worker
 * thread.
 *
 * @param other the table that the contract of the rows refers to
 * @param join what a row becomes beside the row it refers to
 */
public record Enrich<T extends Record, R extends Record>(Table<R> other, Join<T, R> join)
    implements Serializable {
  /** What a row becomes beside the row it refers to. */
  public interface Join<T, R> extends Serializable {
    T with(T row, R other);
  }

  /** From this table, which the contract of the rows refers to. */
  public static <T extends Record, R extends Record> Enrich<T, R> with(
      Table<R> other, Join<T, R> join) {
    return new Enrich<>(other, join);
  }

  /**
   * Follows the reference that the table's contract has to the other table.
   *
   * @param others the rows of the other table
   * @throws IllegalArgumentException when there is no such reference, or the other table has not
   *     one text as its key
   */
  public Step<T, R> of(Table<T> table, PCollection<Rows<Refined<R>>> others) {
    PCollectionView<Iterable<Rows<Refined<R>>>> view =
        others.apply(
            "Reference rows of " + other.name() + " for " + table.name(), View.asIterable());
    return of(table, Given.by(view));
  }

  /** Likewise, where the rows of the other table are given. */
  public Step<T, R> of(Table<T> table, Given<Iterable<Rows<Refined<R>>>> others) {
    return new Step<>(table, link(table), others);
  }

  /** The rule that a row of the table refers to one of the other. */
  public Reference<T> reference(Table<T> table) {
    return table.references().stream()
        .filter(candidate -> candidate.table().equals(other))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(table + " has no reference to " + other));
  }

  /**
   * How rows of the table find those that describe them.
   *
   * @throws IllegalArgumentException as {@link #of} says
   */
  Link<T, R> link(Table<T> table) {
    Reference<T> reference = reference(table);
    return new Link<>(other, reference, key(reference), join);
  }

  /**
   * How a row finds the one that describes it.
   *
   * @param key of a row of the other table
   */
  record Link<T extends Record, R extends Record>(
      Table<R> other, Reference<T> reference, Table.Of<R, String> key, Join<T, R> join)
      implements Serializable {
    /** The key that the row refers to; null where it refers to nothing. */
    String referred(T row) {
      return reference.key().apply(row);
    }

    /** The row with what the other one says; null where there is no other one. */
    T joined(T row, R other) {
      return other == null ? null : join.with(row, other);
    }
  }

  private Table.Of<R, String> key(Reference<T> reference) {
    List<Column> keys = other.keys();
    if (keys.size() != 1 || keys.get(0).kind() != Column.Kind.TEXT) {
      throw new IllegalArgumentException(
          reference.name()
              + ": a reference names one text, but the key of "
              + other
              + " is "
              + String.join(", ", keys.stream().map(Column::name).toList()));
    }
    int index = keys.get(0).index();
    Table<R> referred = other;
    return row -> (String) referred.shape().get(row, index);
  }

  /** The rows of one table with what another says of them. */
  public static final class Step<T extends Record, R extends Record>
      extends PTransform<PCollection<Batch<T>>, PCollection<Batch<T>>> {
    private final Table<T> table;
    private final Link<T, R> link;
    private final Given<Iterable<Rows<Refined<R>>>> others;

    private Step(Table<T> table, Link<T, R> link, Given<Iterable<Rows<Refined<R>>>> others) {
      this.table = table;
      this.link = link;
      this.others = others;
    }

    /** The table that describes the rows. */
    public Table<R> other() {
      return link.other();
    }

    /** How a row names the row that describes it. */
    public Reference<T> reference() {
      return link.reference();
    }

    @Override
    public PCollection<Batch<T>> expand(PCollection<Batch<T>> batches) {
      return batches
          .apply(
              "Look up reference",
              ParDo.of(new LookUp<>(this, batches.isBounded() == IsBounded.UNBOUNDED))
                  .withSideInputs(views()))
          .setCoder(Batch.coder(table));
    }

    List<PCollectionView<?>> views() {
      return others.views();
    }

    /** To be done in one step with others, in a bounded run. */
    Judging<T> judging() {
      return new LookUp<>(this, false);
    }

    /** Silver rows as the other table describes what they refer to now. */
    public PTransform<PCollection<Rows<Refined<T>>>, PCollection<Rows<Refined<T>>>> again() {
      return new Again<>(this, false);
    }

    /** Only those silver rows that the other table describes otherwise than when they came. */
    public PTransform<PCollection<Rows<Refined<T>>>, PCollection<Rows<Refined<T>>>> changed() {
      return new Again<>(this, true);
    }
  }

  /**
   * Looks rows of the other table up by key, in an index made once per bundle of a bounded input.
   */
  private abstract static class Indexed<T extends Record, R extends Record, I, O>
      extends DoFn<I, O> {
    final Table<T> table;
    final Link<T, R> link;
    private final Given<Iterable<Rows<Refined<R>>>> others;
    private final boolean unending;
    private transient List<Column> named;
    private transient Map<String, R> byKey;

    Indexed(Step<T, R> enrich, boolean unending) {
      this.unending = unending;
      this.table = enrich.table;
      this.link = enrich.link;
      this.others = enrich.others;
    }

    final void index(Given.SideInputs inputs) {
      if (byKey == null) {
        named = link.reference().columnOf(table).stream().toList();
        byKey = new HashMap<>();
        for (Rows<Refined<R>> rows : others.in(inputs)) {
          rows.list().forEach(other -> byKey.put(link.key().apply(other.row()), other.row()));
        }
      }
    }

    /** The row with what the other table says; null where it refers to nothing. */
    final T joined(T row) {
      String key = link.referred(row);
      requireValue(row, key);
      return link.joined(row, byKey.get(key));
    }

    /** Rows whose other row changes are found by the column. */
    private void requireValue(T row, String key) {
      for (Column column : named) {
        if (!Objects.equals(key, table.shape().get(row, column.index()))) {
          throw new IllegalStateException(
              link.reference().name()
                  + " of "
                  + table
                  + ": the key is not the value of its column "
                  + column.name()
                  + ". Let references() take that column's value, or a name that is no column");
        }
      }
    }

    /** The other table of a stream does not change while it runs, and bundles are small. */
    @FinishBundle
    public void forget() {
      if (!unending) {
        byKey = null;
      }
    }
  }

  private static final class LookUp<T extends Record, R extends Record>
      extends Indexed<T, R, Batch<T>, Batch<T>> implements Judging<T> {
    LookUp(Step<T, R> enrich, boolean unending) {
      super(enrich, unending);
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(judged(context.element(), context::sideInput));
    }

    @Override
    public Batch<T> judged(Batch<T> batch, Given.SideInputs inputs) {
      index(inputs);
      return batch.judged(
          table,
          (row, raw, broken) -> {
            T joined = joined(row);
            if (joined == null) {
              broken.add(link.reference().name());
            }
            return joined;
          });
    }
  }

  private static final class Again<T extends Record, R extends Record>
      extends PTransform<PCollection<Rows<Refined<T>>>, PCollection<Rows<Refined<T>>>> {
    private final transient Step<T, R> enrich;
    private final boolean onlyChanged;

    Again(Step<T, R> enrich, boolean onlyChanged) {
      this.enrich = enrich;
      this.onlyChanged = onlyChanged;
    }

    @Override
    public PCollection<Rows<Refined<T>>> expand(PCollection<Rows<Refined<T>>> rows) {
      return rows.apply(
              "Look up reference again",
              ParDo.of(new LookUpAgain<>(enrich, onlyChanged))
                  .withSideInputs(enrich.others.views()))
          .setCoder(rows.getCoder());
    }
  }

  private static final class LookUpAgain<T extends Record, R extends Record>
      extends Indexed<T, R, Rows<Refined<T>>, Rows<Refined<T>>> {
    private final boolean onlyChanged;

    LookUpAgain(Step<T, R> enrich, boolean onlyChanged) {
      super(enrich, false);
      this.onlyChanged = onlyChanged;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      index(context::sideInput);
      List<Refined<T>> rows =
          context.element().list().stream().map(this::again).filter(row -> row != null).toList();
      if (!rows.isEmpty()) {
        context.output(new Rows<>(rows));
      }
    }

    private Refined<T> again(Refined<T> refined) {
      T joined = joined(refined.row());
      if (joined == null || joined.equals(refined.row())) {
        return onlyChanged ? null : refined;
      }
      return new Refined<>(joined, refined.origin());
    }
  }
}
