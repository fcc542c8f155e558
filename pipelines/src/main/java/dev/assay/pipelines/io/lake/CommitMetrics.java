package dev.assay.pipelines.io.lake;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a commit did to a table, in the words that Spark's writer has for it.
 *
 * @param append whether it only added to the table
 */
record CommitMetrics(
    boolean append,
    boolean byDay,
    long files,
    long rows,
    long bytes,
    long removedFiles,
    long removedBytes) {

  static CommitMetrics of(
      Replace replace, boolean byDay, List<DataFile> added, List<LakeLog.Entry> removed) {
    return new CommitMetrics(
        replace instanceof Replace.None,
        byDay,
        added.size(),
        added.stream().mapToLong(DataFile::rows).sum(),
        added.stream().mapToLong(DataFile::bytes).sum(),
        removed.size(),
        removed.stream().mapToLong(LakeLog.Entry::bytes).sum());
  }

  /** How it was done, each value as JSON or a word. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("mode", append ? "Append" : "Overwrite");
    parameters.put("partitionBy", byDay ? "[\"" + StoredRows.DAY + "\"]" : "[]");
    return parameters;
  }

  Map<String, String> metrics() {
    Map<String, String> metrics = new TreeMap<>();
    metrics.put("numFiles", Long.toString(files));
    metrics.put("numOutputRows", Long.toString(rows));
    metrics.put("numOutputBytes", Long.toString(bytes));
    if (!append) {
      metrics.put("numRemovedFiles", Long.toString(removedFiles));
      metrics.put("numRemovedBytes", Long.toString(removedBytes));
    }
    return metrics;
  }
}
