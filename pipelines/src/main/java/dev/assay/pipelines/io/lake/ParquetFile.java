package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.LakeException;
import dev.assay.schemas.Raw;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;
import org.apache.parquet.hadoop.ParquetWriter;

/** One Parquet file while it is written. */
final class ParquetFile<E> {
  private static final int ROW_GROUP = 16 << 20;
  private static final int SMALLEST_ROW_GROUP = 1 << 20;

  /** What the row groups of all open files may hold together, for there may be many. */
  private static final int MEMORY = 256 << 20;

  /** So many rows tell which columns repeat their values. */
  private static final int FIRST = 1_000;

  private final StoredRows<E> stored;
  private final String path;
  private final LocalDate day;
  private final long rowGroup;
  private final WritableByteChannel channel;
  private final FileStatistics statistics;
  private final Positions positions = Positions.none();
  private List<Object[]> first = new ArrayList<>();
  private ParquetWrites.Out out;
  private ParquetWriter<Object[]> writer;

  private ParquetFile(
      StoredRows<E> stored,
      String path,
      LocalDate day,
      long rowGroup,
      WritableByteChannel channel) {
    this.stored = stored;
    this.path = path;
    this.day = day;
    this.rowGroup = rowGroup;
    this.channel = channel;
    statistics = stored.statistics();
  }

  /**
   * Opens a file of a new name.
   *
   * @param others how many files the caller has open already
   */
  static <E> ParquetFile<E> create(
      StoredRows<E> stored, String folder, String prefix, LocalDate day, int others) {
    String name = prefix + "-" + UUID.randomUUID() + ".parquet";
    String path = folder + "/" + (day == null ? "" : StoredRows.DAY + "=" + day + "/") + name;
    int rowGroup = Math.max(SMALLEST_ROW_GROUP, Math.min(ROW_GROUP, MEMORY / (others + 1)));
    try {
      ResourceId resource = FileSystems.matchNewResource(path, false);
      WritableByteChannel channel = FileSystems.create(resource, MimeTypes.BINARY);
      return new ParquetFile<>(stored, path, day, rowGroup, channel);
    } catch (IOException e) {
      throw new LakeException(
          "Cannot create "
              + path
              + ": "
              + e.getMessage()
              + ". Check that the lake's address is right and that this user may write there.",
          e);
    }
  }

  void write(E row) throws IOException {
    if (writer != null) {
      writer.write(stored.values(row));
      return;
    }
    first.add(stored.values(row));
    if (first.size() == FIRST) {
      open();
    }
  }

  private void open() throws IOException {
    out = new ParquetWrites.Out(channel);
    writer = ParquetWrites.open(stored, statistics, day, first, rowGroup, out);
    for (Object[] row : first) {
      writer.write(row);
    }
    first = null;
  }

  /** Likewise, and remembers where the payload stands in its source. */
  void write(E row, Raw payload) throws IOException {
    write(row);
    positions.add(payload);
  }

  DataFile close() throws IOException {
    if (writer == null) {
      open();
    }
    writer.close();
    channel.close();
    return new DataFile(
        stored.layer().toString(),
        stored.name(),
        path,
        day,
        statistics.rows(),
        out.getPos(),
        positions.isEmpty() ? null : positions.toJson(),
        statistics.toJson());
  }

  /** Lets go of the file, which stays behind unfinished and unpublished. */
  void abandon() {
    try {
      channel.close();
    } catch (IOException e) {
      // It was given up already: there is nothing left to lose.
    }
  }
}
