package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.LakeException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
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
  /** Gives one row after another, null behind the last. */
  interface Reading extends Closeable {
    GenericRecord read() throws IOException;
  }

  private interface Opening {
    Reading open() throws IOException;
  }

  private final String path;
  private final Reading reader;
  private final Function<GenericRecord, R> map;
  private GenericRecord next;

  private ParquetRows(String path, Reading reader, Function<GenericRecord, R> map) {
    this.path = path;
    this.reader = reader;
    this.map = map;
    advance();
  }

  /** All rows, whole. */
  public static <R> ParquetRows<R> read(String path, StoredRows<R> stored) {
    return read(path, () -> all(path, stored.readSchema()), stored::fromAvro);
  }

  /**
   * Only the rows that some columns tell. Of the others only the pages are read that hold such a
   * row.
   *
   * @param columns by their names in the file
   * @param wanted whether a row is read, by the values of these columns, in their order
   */
  public static <R> ParquetRows<R> where(
      String path, StoredRows<R> stored, List<String> columns, Predicate<Object[]> wanted) {
    InputFile file = new BeamInputFile(path);
    Columns telling = stored.columns(columns);
    return read(
        path, () -> PickedRows.open(file, telling, wanted, stored.readSchema()), stored::fromAvro);
  }

  /** The values of some columns of every row; nothing else is read. */
  public static ParquetRows<Object[]> values(
      String path, StoredRows<?> stored, List<String> columns) {
    Columns some = stored.columns(columns);
    return read(path, () -> all(path, some.schema()), some::values);
  }

  private static <R> ParquetRows<R> read(
      String path, Opening opening, Function<GenericRecord, R> map) {
    Reading reader;
    try {
      reader = opening.open();
    } catch (IOException | RuntimeException e) {
      throw unreadable(path, e);
    }
    return new ParquetRows<>(path, reader, map);
  }

  private static Reading all(String path, Schema schema) throws IOException {
    Configuration configuration = new Configuration(false);
    AvroReadSupport.setAvroReadSchema(configuration, schema);
    AvroReadSupport.setRequestedProjection(configuration, schema);
    ParquetReader<GenericRecord> reader =
        AvroParquetReader.<GenericRecord>builder(new BeamInputFile(path))
            .withDataModel(GenericData.get())
            .withConf(configuration)
            .build();
    return new Reading() {
      @Override
      public GenericRecord read() throws IOException {
        return reader.read();
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
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
