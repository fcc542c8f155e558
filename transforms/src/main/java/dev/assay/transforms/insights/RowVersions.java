package dev.assay.transforms.insights;

import dev.assay.schemas.Origin;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.BoundedTables;
import dev.assay.transforms.Change;
import dev.assay.transforms.Each;
import dev.assay.transforms.Recipe;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Restate;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.UnboundedTables;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.values.PCollection;

/**
 * Gold: the versions of all rows of a database, by the changes that it told of. It has the rows of
 * the database's tables as well, as they stand.
 *
 * @param given the contracts of these tables
 */
public record RowVersions(List<Table<?>> given) implements Recipe.WithRows<RowVersion> {
  /** Of the rows of these tables. */
  public static RowVersions of(List<Table<?>> tables) {
    return new RowVersions(List.copyOf(tables));
  }

  /** What gold makes of a version and the row that it is. */
  public interface Made<T, G> extends Serializable {
    G of(RowVersion version, T row);
  }

  /** Gold with a row for each version of the rows of this table. */
  public static <T extends Record, G extends Record> Each<RowVersion, G> each(
      Table<T> given, Table<G> into, Made<T, G> made) {
    RowsOf<T> rows = RowsOf.table(given);
    return Each.into(into)
        .of(RowVersion.TABLE, version -> rows.row(version).map(row -> made.of(version, row)));
  }

  @Override
  public Table<RowVersion> into() {
    return RowVersion.TABLE;
  }

  @Override
  public List<Table<?>> sources() {
    return List.of(ChangeEvent.TABLE);
  }

  @Override
  public boolean isOfAllDays() {
    return true;
  }

  @Override
  public PCollection<Rows<RowVersion>> bounded(BoundedTables tables) {
    return tables
        .all(ChangeEvent.TABLE)
        .apply("Make versions", MakeVersions.of(given, tables.shards()));
  }

  @Override
  public <T extends Record> PCollection<Rows<Refined<T>>> rows(
      Table<T> given, BoundedTables tables) {
    return RowsOf.table(given).current(tables.gold(RowVersion.TABLE));
  }

  @Override
  public PCollection<Rows<Change<RowVersion>>> changes(UnboundedTables tables) {
    return tables
        .changes(ChangeEvent.TABLE)
        .apply("Follow rows", FollowRows.of(given, tables.shards()));
  }

  @Override
  public <T extends Record> PCollection<Rows<Change<T>>> changes(
      Table<T> given, UnboundedTables tables) {
    return RowsOf.table(given).changes(tables.changes(RowVersion.TABLE));
  }

  @Override
  public PCollection<Rows<Restated<RowVersion>>> unbounded(UnboundedTables tables) {
    return tables
        .changes(RowVersion.TABLE)
        .apply("Restate versions", Restate.into(RowVersion.TABLE, Optional::of));
  }

  static Change<RowVersion> change(Change.Kind kind, RowVersion version) {
    return new Change<>(kind, new Refined<>(version, origin(version)));
  }

  /** A version follows from several payloads; it is known by its place in the log. */
  static Origin origin(RowVersion version) {
    return new Origin(version.changedTable(), version.lsn(), null, "", "");
  }
}
