package dev.assay.pipelines.io.lake;

import io.delta.kernel.data.Row;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Entries of a Delta log that say what a table is, and what a commit did to it. */
final class LogEntries {
  private LogEntries() {}

  /**
   * The entry that gives a table the texts of its contract; empty where it has them.
   *
   * @param description empty where the contract says nothing of the table
   */
  static Optional<Row> renewed(Metadata now, StructType columns, String description) {
    StructType renewed = LakeSchema.commented(now.getSchema(), columns);
    Optional<String> told = description.isEmpty() ? now.getDescription() : Optional.of(description);
    if (renewed.equals(now.getSchema()) && told.equals(now.getDescription())) {
      return Optional.empty();
    }
    Metadata metadata =
        new Metadata(
            now.getId(),
            now.getName(),
            told,
            now.getFormat(),
            now.withNewSchema(renewed).getSchemaString(),
            renewed,
            now.getPartitionColumns(),
            now.getCreatedTime(),
            now.getConfigurationMapValue());
    return Optional.of(SingleAction.createMetadataSingleAction(metadata.toRow()));
  }

  /** The entry, where it makes a table, with the table's description. */
  static Row described(Row entry, String description) {
    Row metadata = part(entry, "metaData");
    return metadata == null || description.isEmpty()
        ? entry
        : SingleAction.createMetadataSingleAction(
            with(metadata, Map.of("description", description)));
  }

  /** The entry, where it tells of a commit, with what the commit did. */
  static Row told(Row entry, CommitMetrics metrics) {
    Row info = part(entry, "commitInfo");
    if (info == null) {
      return entry;
    }
    Map<String, Object> values =
        Map.of(
            "operationParameters", VectorUtils.stringStringMapValue(metrics.parameters()),
            "isBlindAppend", metrics.append(),
            "operationMetrics", VectorUtils.stringStringMapValue(metrics.metrics()));
    return SingleAction.createCommitInfoSingleAction(with(info, values));
  }

  private static Row part(Row entry, String name) {
    int index = entry.getSchema().indexOf(name);
    return index < 0 || entry.isNullAt(index) ? null : entry.getStruct(index);
  }

  /** The row with these values in place of its own. */
  private static Row with(Row row, Map<String, Object> changed) {
    StructType schema = row.getSchema();
    Map<Integer, Object> values = new HashMap<>();
    for (int i = 0; i < schema.length(); i++) {
      Object other = changed.get(schema.at(i).getName());
      if (other != null) {
        values.put(i, other);
      } else if (!row.isNullAt(i)) {
        values.put(i, value(row, i, schema.at(i).getDataType()));
      }
    }
    return new GenericRow(schema, values);
  }

  private static Object value(Row row, int i, DataType type) {
    if (type instanceof StringType) {
      return row.getString(i);
    }
    if (type instanceof LongType) {
      return row.getLong(i);
    }
    if (type instanceof BooleanType) {
      return row.getBoolean(i);
    }
    if (type instanceof MapType) {
      return row.getMap(i);
    }
    if (type instanceof ArrayType) {
      return row.getArray(i);
    }
    if (type instanceof StructType) {
      return row.getStruct(i);
    }
    throw new IllegalArgumentException(
        "no value of " + type + " in an entry of " + row.getSchema());
  }
}
