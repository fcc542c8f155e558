package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.LakeException;
import dev.assay.schemas.Raw;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.LocalDate;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.beam.sdk.util.MimeTypes;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** One Parquet file while it is written. */
final class ParquetFile<E> {
  /** Given none, the sink would read Hadoop's defaults from XML anew for every file. */
  private static final Configuration NO_CONFIGURATION = new Configuration(false);

  private static final int ROW_GROUP = 16 << 20;
  private static final int SMALLEST_ROW_GROUP = 1 << 20;

  /** What the row groups of all open files may hold together, for there may be many. */
  private static final int MEMORY = 256 << 20;

  private final StoredRows<E> stored;
  private final String path;
  private final LocalDate day;
  private final CountingChannel channel;
  private final ParquetIO.Sink sink;
  private final Positions positions = Positions.none();
  private final FileStatistics statistics;

  private ParquetFile(
      StoredRows<E> stored,
      String path,
      LocalDate day,
      CountingChannel channel,
      ParquetIO.Sink sink) {
    this.stored = stored;
    this.path = path;
    this.day = day;
    this.channel = channel;
    this.sink = sink;
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
    ParquetIO.Sink sink =
        ParquetIO.sink(stored.schema())
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withRowGroupSize(rowGroup)
            .withConfiguration(NO_CONFIGURATION);
    try {
      ResourceId resource = FileSystems.matchNewResource(path, false);
      CountingChannel channel = new CountingChannel(FileSystems.create(resource, MimeTypes.BINARY));
      sink.open(channel);
      return new ParquetFile<>(stored, path, day, channel, sink);
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
    GenericRecord avro = stored.toAvro(row);
    sink.write(avro);
    statistics.add(avro);
  }

  /** Likewise, and remembers where the payload stands in its source. */
  void write(E row, Raw payload) throws IOException {
    write(row);
    positions.add(payload);
  }

  DataFile close() throws IOException {
    sink.flush();
    channel.close();
    return new DataFile(
        stored.layer().toString(),
        stored.name(),
        path,
        day,
        statistics.rows(),
        channel.bytes,
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

  private static final class CountingChannel implements WritableByteChannel {
    private final WritableByteChannel channel;
    private long bytes;

    CountingChannel(WritableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int written = channel.write(source);
      bytes += written;
      return written;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
