package dev.assay.transforms.insights;

import dev.assay.schemas.Table;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.Change;
import dev.assay.transforms.Parsed;
import dev.assay.transforms.PayloadParser;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** The typed rows of one source table, out of the versions of all tables. */
public final class RowsOf<T extends Record> implements Serializable {
  private final Table<T> table;
  private transient PayloadParser<T> parser;

  private RowsOf(Table<T> table) {
    this.table = table;
  }

  public static <T extends Record> RowsOf<T> table(Table<T> table) {
    return new RowsOf<>(table);
  }

  /** The rows that stand in the source now. */
  public PCollection<Rows<Refined<T>>> current(PCollection<Rows<RowVersion>> versions) {
    return versions
        .apply("Current " + table.name(), ParDo.of(new Current<>(this)))
        .setCoder(Rows.coder(Refined.coder(table)));
  }

  /** The rows that begin or cease to stand in the source. */
  public PCollection<Rows<Change<T>>> changes(PCollection<Rows<Change<RowVersion>>> changes) {
    return changes
        .apply("Changes of " + table.name(), ParDo.of(new Changes<>(this)))
        .setCoder(Rows.coder(Change.coder(table)));
  }

  /**
   * The row that a version is; empty where it is of another table.
   *
   * @throws ContractChanged when the version does not fit the contract any more
   */
  public Optional<T> row(RowVersion version) {
    if (!version.changedTable().equals(table.name())) {
      return Optional.empty();
    }
    parser = parser == null ? new PayloadParser<>(table) : parser;
    Parsed<T> parsed = parser.parse(version.image(), null, null);
    if (parsed.row() == null) {
      throw new ContractChanged(
          "A version of %s, at %s in the source's log, breaks %s"
                  .formatted(table.name(), version.lsn(), String.join(", ", parsed.broken()))
              + ": it was written under another contract. Make silver and gold anew by the contract"
              + " of now: 'assay run insights --rebuild'");
    }
    return Optional.of(parsed.row());
  }

  private Optional<Refined<T>> refined(RowVersion version) {
    return row(version).map(row -> new Refined<>(row, RowVersions.origin(version)));
  }

  private static final class Current<T extends Record>
      extends DoFn<Rows<RowVersion>, Rows<Refined<T>>> {
    private final RowsOf<T> rowsOf;

    Current(RowsOf<T> rowsOf) {
      this.rowsOf = rowsOf;
    }

    @ProcessElement
    public void process(@Element Rows<RowVersion> versions, OutputReceiver<Rows<Refined<T>>> out) {
      List<Refined<T>> rows =
          versions.list().stream()
              .filter(RowVersion::isCurrent)
              .flatMap(version -> rowsOf.refined(version).stream())
              .toList();
      if (!rows.isEmpty()) {
        out.output(new Rows<>(rows));
      }
    }
  }

  private static final class Changes<T extends Record>
      extends DoFn<Rows<Change<RowVersion>>, Rows<Change<T>>> {
    private final RowsOf<T> rowsOf;

    Changes(RowsOf<T> rowsOf) {
      this.rowsOf = rowsOf;
    }

    @ProcessElement
    public void process(
        @Element Rows<Change<RowVersion>> changes, OutputReceiver<Rows<Change<T>>> out) {
      List<Change<T>> rows = new ArrayList<>();
      for (Change<RowVersion> change : changes.list()) {
        RowVersion version = change.refined().row();
        if (version.isCurrent()) {
          rowsOf.refined(version).ifPresent(row -> rows.add(new Change<>(change.kind(), row)));
        }
      }
      if (!rows.isEmpty()) {
        out.output(new Rows<>(rows));
      }
    }
  }
}
