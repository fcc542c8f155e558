package dev.assay.pipelines.io.lake;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.RecordConsumer;

/** Rows into Parquet as they are, the array of their values in the order of the file's columns. */
final class ParquetWrites extends WriteSupport<Object[]> {
  /** Given none, the writer would read Hadoop's defaults from XML anew for every file. */
  private static final Configuration NO_CONFIGURATION = new Configuration(false);

  /** By which readers that go by Avro know its types again. */
  private static final String AVRO_SCHEMA = "parquet.avro.schema";

  private final StoredRows<?> stored;
  private final FileStatistics columns;
  private final boolean isDayDerived;
  private final LocalDate day;
  private RecordConsumer to;

  private ParquetWrites(StoredRows<?> stored, FileStatistics columns, LocalDate day) {
    this.stored = stored;
    this.columns = columns;
    this.day = day;
    isDayDerived = columns.columns().size() < stored.schema().getFields().size();
  }

  /**
   * Begins to write.
   *
   * @param columns by which the rows are written
   * @param day of all rows
   * @param first rows to be written: a column has a dictionary where these repeat its values. Of
   *     keys, hashes and payloads one would only be built to be thrown away
   */
  static ParquetWriter<Object[]> open(
      StoredRows<?> stored,
      FileStatistics columns,
      LocalDate day,
      List<Object[]> first,
      long rowGroup,
      Out out)
      throws IOException {
    Builder builder =
        new Builder(out, new ParquetWrites(stored, columns, day))
            .withConf(NO_CONFIGURATION)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withRowGroupSize(rowGroup);
    for (WrittenColumn column : columns.columns()) {
      builder.withDictionaryEncoding(column.name(), repeats(first, column.place()));
    }
    return builder.build();
  }

  private static boolean repeats(List<Object[]> rows, int column) {
    Set<Object> values = new HashSet<>();
    rows.forEach(row -> values.add(row[column]));
    return values.size() <= rows.size() / 2;
  }

  @Override
  public String getName() {
    return "assay";
  }

  @Override
  @SuppressWarnings("deprecation") // There is no other that must be there.
  public WriteContext init(Configuration configuration) {
    return new WriteContext(
        stored.parquetSchema(), Map.of(AVRO_SCHEMA, stored.schema().toString()));
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    to = consumer;
  }

  @Override
  public void write(Object[] row) {
    to.startMessage();
    columns.write(row, to);
    if (isDayDerived) {
      to.startField(StoredRows.DAY, row.length);
      to.addInteger(Math.toIntExact(day.toEpochDay()));
      to.endField(StoredRows.DAY, row.length);
    }
    to.endMessage();
  }

  private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
    private final ParquetWrites support;

    Builder(OutputFile file, ParquetWrites support) {
      super(file);
      this.support = support;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // Likewise.
    protected WriteSupport<Object[]> getWriteSupport(Configuration configuration) {
      return support;
    }
  }

  /** A channel as a file that Parquet writes, front to back. */
  static final class Out extends PositionOutputStream implements OutputFile {
    private static final int BUFFER = 1 << 16;

    private final OutputStream stream;
    private long bytes;

    Out(WritableByteChannel channel) {
      stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
    }

    @Override
    public long getPos() {
      return bytes;
    }

    @Override
    public void write(int value) throws IOException {
      stream.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] some, int from, int count) throws IOException {
      stream.write(some, from, count);
      bytes += count;
    }

    @Override
    public void flush() throws IOException {
      stream.flush();
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }

    @Override
    public PositionOutputStream create(long blockSize) {
      return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return this;
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
