package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.LakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** The rows of one Parquet file, read as they are asked for. Close it when done. */
public final class ParquetRows<R> implements Iterator<R>, AutoCloseable {
  private final String path;
  private final ParquetReader<GenericRecord> reader;
  private final Function<GenericRecord, R> map;
  private GenericRecord next;

  private ParquetRows(
      String path, ParquetReader<GenericRecord> reader, Function<GenericRecord, R> map) {
    this.path = path;
    this.reader = reader;
    this.map = map;
    advance();
  }

  public static <R> ParquetRows<R> read(String path, StoredRows<R> stored) {
    Configuration configuration = new Configuration(false);
    AvroReadSupport.setAvroReadSchema(configuration, stored.readSchema());
    AvroReadSupport.setRequestedProjection(configuration, stored.readSchema());
    ParquetReader<GenericRecord> reader;
    try {
      reader =
          AvroParquetReader.<GenericRecord>builder(new BeamInputFile(path))
              .withDataModel(GenericData.get())
              .withConf(configuration)
              .build();
    } catch (IOException | RuntimeException e) {
      throw unreadable(path, e);
    }
    return new ParquetRows<>(path, reader, stored::fromAvro);
  }

  private static LakeException unreadable(String path, Exception e) {
    return new LakeException(
        "Cannot read "
            + path
            + ": "
            + e.getMessage()
            + ". If the file is missing or cut short, it was changed outside Assay: restore it,"
            + " or build the table again from bronze.",
        e);
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public R next() {
    if (next == null) {
      throw new NoSuchElementException("no more rows in " + path);
    }
    R row = map.apply(next);
    advance();
    return row;
  }

  private void advance() {
    try {
      next = reader.read();
    } catch (IOException | RuntimeException e) {
      throw unreadable(path, e);
    }
  }

  /** All rows that are left; closing the stream closes the file. */
  public Stream<R> stream() {
    Spliterator<R> rows = Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED);
    return StreamSupport.stream(rows, false).onClose(this::close);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record BeamInputFile(String path) implements InputFile {
    private SeekableByteChannel open() throws IOException {
      return (SeekableByteChannel) FileSystems.open(FileSystems.matchNewResource(path, false));
    }

    @Override
    public long getLength() throws IOException {
      try (SeekableByteChannel channel = open()) {
        return channel.size();
      }
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      SeekableByteChannel channel = open();
      return new DelegatingSeekableInputStream(Channels.newInputStream(channel)) {
        @Override
        public long getPos() throws IOException {
          return channel.position();
        }

        @Override
        public void seek(long position) throws IOException {
          channel.position(position);
        }
      };
    }
  }
}
