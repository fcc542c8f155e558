package dev.assay.transforms;

import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Rejects as {@code late} the rows of days that are closed, before a grouping could drop them in
 * silence.
 */
public final class LateRows<T extends Record>
    extends PTransform<PCollection<Batch<T>>, PCollection<Batch<T>>> {
  private final Table<T> table;
  private final Given<LocalDate> firstOpenDay;
  private final transient PCollectionView<Iterable<Rows<Rejected>>> known;

  private LateRows(
      Table<T> table,
      Given<LocalDate> firstOpenDay,
      PCollectionView<Iterable<Rows<Rejected>>> known) {
    this.table = table;
    this.firstOpenDay = firstOpenDay;
    this.known = known;
  }

  /**
   * Rejects rows of days before this one, and those payloads that were late when they came first.
   */
  public static <T extends Record> LateRows<T> before(
      Table<T> table,
      Given<LocalDate> firstOpenDay,
      PCollectionView<Iterable<Rows<Rejected>>> known) {
    return new LateRows<>(table, firstOpenDay, known);
  }

  /** Rejects rows of days before this one. */
  public static <T extends Record> LateRows<T> before(
      Table<T> table, Given<LocalDate> firstOpenDay) {
    return new LateRows<>(table, firstOpenDay, null);
  }

  @Override
  public PCollection<Batch<T>> expand(PCollection<Batch<T>> batches) {
    return batches
        .apply("Find late rows", ParDo.of(new Apart<>(this)).withSideInputs(views()))
        .setCoder(Batch.coder(table));
  }

  List<PCollectionView<?>> views() {
    List<PCollectionView<?>> views = new ArrayList<>(firstOpenDay.views());
    if (known != null) {
      views.add(known);
    }
    return views;
  }

  /** To be done in one step with others. */
  Judging<T> judging() {
    return new Apart<>(this);
  }

  private static final class Apart<T extends Record> extends DoFn<Batch<T>, Batch<T>>
      implements Judging<T> {
    private final Table<T> table;
    private final Given<LocalDate> firstOpenDay;
    private final PCollectionView<Iterable<Rows<Rejected>>> known;
    private transient Set<Raw> late;

    Apart(LateRows<T> late) {
      this.table = late.table;
      this.firstOpenDay = late.firstOpenDay;
      this.known = late.known;
    }

    @Override
    @StartBundle
    public void forget() {
      late = null;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(judged(context.element(), context::sideInput));
    }

    @Override
    public Batch<T> judged(Batch<T> batch, Given.SideInputs inputs) {
      LocalDate open = firstOpenDay.in(inputs);
      if (late == null) {
        late = new HashSet<>();
        if (known != null) {
          for (Rows<Rejected> rows : inputs.get(known)) {
            rows.list().stream().filter(Rejected::late).map(Rejected::raw).forEach(late::add);
          }
        }
      }
      return batch.judged(
          table,
          (row, raw, broken) -> {
            boolean closed = table.dayOf(row).filter(day -> day.isBefore(open)).isPresent();
            if (closed || (!late.isEmpty() && late.contains(raw))) {
              broken.add(Rejected.LATE);
            }
            return row;
          });
    }
  }
}
