package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.schemas.ColumnDigest;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.transforms.Totals;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;

/** What a run has written down by its end, for the steps that publish and prove it. */
record RunTotals(
    PCollectionView<RunPlan> plan,
    PCollectionView<Iterable<DataFile>> files,
    PCollectionView<Iterable<ControlTotal>> totals,
    PCollectionView<Iterable<ChangedDay>> touched,
    PCollectionView<Iterable<ColumnDigest>> digests)
    implements Serializable {

  /** No file of any table, and no total. */
  static final DataFile NO_FILE = new DataFile("", "", "", null, 0, 0, null, null);

  static final ControlTotal NO_TOTAL = ControlTotal.ofRows("", "", null, 0);

  PCollectionView<?>[] views() {
    return new PCollectionView<?>[] {plan, files, totals, touched, digests};
  }

  List<DataFile> filesOf(DoFn<?, ?>.ProcessContext context) {
    List<DataFile> all = new ArrayList<>();
    context.sideInput(files).forEach(all::add);
    all.remove(NO_FILE);
    return all;
  }

  /** The totals of the run, with what bronze gained as its files tell. */
  List<ControlTotal> totalsOf(DoFn<?, ?>.ProcessContext context) {
    Totals sums = new Totals();
    for (ControlTotal total : context.sideInput(totals)) {
      if (!total.equals(NO_TOTAL)) {
        sums.add(total);
      }
    }
    for (DataFile file : context.sideInput(files)) {
      if (file.layer().equals(Layer.BRONZE.toString())) {
        sums.add(ControlTotal.ofRows(file.table(), ControlTotal.BRONZE, null, file.rows()));
      }
    }
    String run = context.sideInput(plan).runId();
    return sums.list().stream().map(total -> total.in(run)).toList();
  }

  /** Gold of a rebuild, to compare every column of it with what stands there in the end. */
  Iterable<ColumnDigest> digestsOf(DoFn<?, ?>.ProcessContext context) {
    return context.sideInput(digests);
  }

  /** The days that the run changes of these silver tables. */
  static TreeSet<LocalDate> days(
      List<? extends Table<?>> silver, Map<String, TreeSet<LocalDate>> touched) {
    TreeSet<LocalDate> days = new TreeSet<>();
    silver.forEach(table -> days.addAll(touched.getOrDefault(table.name(), new TreeSet<>())));
    return days;
  }

  /** The days of a gold table that the run changes: of longer periods, their first ones. */
  static TreeSet<LocalDate> days(
      Flow flow, Table<?> gold, Map<String, TreeSet<LocalDate>> touched) {
    TreeSet<LocalDate> days = new TreeSet<>();
    days(flow.silverOf(gold), touched).forEach(day -> days.add(gold.period().first(day)));
    return days;
  }

  /** By silver table, the days that the run changes; none for a table without days. */
  Map<String, TreeSet<LocalDate>> touchedOf(DoFn<?, ?>.ProcessContext context) {
    Map<String, TreeSet<LocalDate>> days = new HashMap<>();
    for (ChangedDay part : context.sideInput(touched)) {
      TreeSet<LocalDate> known = days.computeIfAbsent(part.table(), t -> new TreeSet<>());
      if (part.day() != null) {
        known.add(part.day());
      }
    }
    return days;
  }
}
