package dev.assay.pipelines.io.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.RemoveFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries of a Delta log: the files that a version has, and the actions that add and remove them.
 *
 * <p>Kernel 3.3 has no public way to remove a file, nor to read the row count of one, so this reads
 * and makes the actions as Kernel does inside. The protocol fixes what they look like; {@code
 * LakeTableTest} holds the log against it.
 */
final class LakeLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LakeLog() {}

  /**
   * A published file.
   *
   * @param path as the log has it: relative to the table, encoded as a URI
   */
  record Entry(String path, Map<String, String> partition, long bytes, String statistics) {
    LocalDate day() {
      String day = partition.get(StoredRows.DAY);
      return day == null ? null : LocalDate.parse(day);
    }

    DataFile in(StoredRows<?> stored, String folder) {
      URI uri = URI.create(path);
      return new DataFile(
          stored.layer().toString(),
          stored.name(),
          uri.isAbsolute() ? path : folder + "/" + uri.getPath(),
          day(),
          rows(),
          bytes,
          null,
          statistics);
    }

    private long rows() {
      try {
        return JSON.readTree(statistics == null ? "{}" : statistics).path("numRecords").asLong(-1);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("statistics of " + path + " are not JSON", e);
      }
    }

    Row remove(long now) {
      StructType schema = RemoveFile.FULL_SCHEMA;
      Map<Integer, Object> values = new HashMap<>();
      values.put(schema.indexOf("path"), path);
      values.put(schema.indexOf("deletionTimestamp"), now);
      values.put(schema.indexOf("dataChange"), true);
      values.put(schema.indexOf("extendedFileMetadata"), true);
      values.put(schema.indexOf("partitionValues"), VectorUtils.stringStringMapValue(partition));
      values.put(schema.indexOf("size"), bytes);
      return SingleAction.createRemoveFileSingleAction(new GenericRow(schema, values));
    }
  }

  static List<Entry> entries(Engine engine, Snapshot snapshot) throws IOException {
    List<Entry> entries = new ArrayList<>();
    ScanImpl scan = (ScanImpl) snapshot.getScanBuilder(engine).build();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            entries.add(entry(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL)));
          }
        }
      }
    }
    return entries;
  }

  private static Entry entry(Row add) {
    StructType schema = add.getSchema();
    int statistics = schema.indexOf("stats");
    return new Entry(
        add.getString(schema.indexOf("path")),
        VectorUtils.toJavaMap(add.getMap(schema.indexOf("partitionValues"))),
        add.getLong(schema.indexOf("size")),
        add.isNullAt(statistics) ? null : add.getString(statistics));
  }

  /** The action that publishes this file of the table in this folder. */
  static Row add(DataFile file, String folder, long now) {
    StructType schema = AddFile.SCHEMA_WITH_STATS;
    Map<String, String> partition =
        file.day() == null ? Map.of() : Map.of(StoredRows.DAY, file.day().toString());
    Map<Integer, Object> values = new HashMap<>();
    values.put(schema.indexOf("path"), relative(file, folder));
    values.put(schema.indexOf("partitionValues"), VectorUtils.stringStringMapValue(partition));
    values.put(schema.indexOf("size"), file.bytes());
    values.put(schema.indexOf("modificationTime"), now);
    values.put(schema.indexOf("dataChange"), true);
    values.put(
        schema.indexOf("stats"),
        file.statistics() == null ? "{\"numRecords\":" + file.rows() + "}" : file.statistics());
    return SingleAction.createAddFileSingleAction(new GenericRow(schema, values));
  }

  /** Relative, so that the lake can be moved. */
  private static String relative(DataFile file, String folder) {
    if (!file.path().startsWith(folder + "/")) {
      throw new IllegalArgumentException(file.path() + " is not in the table's folder " + folder);
    }
    try {
      return new URI(null, null, file.path().substring(folder.length() + 1), null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(file.path() + " cannot be written as a URI", e);
    }
  }
}
