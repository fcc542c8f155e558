package dev.assay.transforms;

import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.time.LocalDate;
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
  private final PCollectionView<LocalDate> firstOpenDay;

  private LateRows(Table<T> table, PCollectionView<LocalDate> firstOpenDay) {
    this.table = table;
    this.firstOpenDay = firstOpenDay;
  }

  /** Rejects rows of days before the one in the view. */
  public static <T extends Record> LateRows<T> before(
      Table<T> table, PCollectionView<LocalDate> firstOpenDay) {
    return new LateRows<>(table, firstOpenDay);
  }

  @Override
  public PCollection<Batch<T>> expand(PCollection<Batch<T>> batches) {
    return batches
        .apply("Find late rows", ParDo.of(new Apart<>(this)).withSideInputs(firstOpenDay))
        .setCoder(Batch.coder(table));
  }

  private static final class Apart<T extends Record> extends DoFn<Batch<T>, Batch<T>> {
    private final Table<T> table;
    private final PCollectionView<LocalDate> firstOpenDay;

    Apart(LateRows<T> late) {
      this.table = late.table;
      this.firstOpenDay = late.firstOpenDay;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      LocalDate open = context.sideInput(firstOpenDay);
      context.output(
          context
              .element()
              .judged(
                  table,
                  (row, broken) -> {
                    if (table.dayOf(row).filter(day -> day.isBefore(open)).isPresent()) {
                      broken.add(Rejected.LATE);
                    }
                    return row;
                  }));
    }
  }
}
