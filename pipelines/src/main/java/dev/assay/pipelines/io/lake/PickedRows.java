package dev.assay.pipelines.io.lake;

import java.io.IOException;
import java.util.BitSet;
import java.util.PrimitiveIterator;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.api.ReadSupport.ReadContext;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.RecordMaterializer;

/**
 * The rows of a Parquet file that some of its columns tell. Of a row group these columns are read
 * first, and nothing else of it where they tell no row; otherwise the pages of the others that hold
 * such a row, of 20,000 rows at most.
 */
final class PickedRows implements ParquetRows.Reading {
  private final ParquetFileReader file;
  private final Columns telling;
  private final Predicate<Object[]> wanted;
  private final Projection some;
  private final Projection all;
  private int group;
  private BitSet picked = new BitSet();
  private PageReadStore pages;
  private RecordReader<GenericRecord> rows;
  private PrimitiveIterator.OfLong places = RowRanges.EMPTY.iterator();

  private PickedRows(
      ParquetFileReader file, Columns telling, Predicate<Object[]> wanted, Schema whole) {
    this.file = file;
    this.telling = telling;
    this.wanted = wanted;
    FileMetaData metadata = file.getFileMetaData();
    some = Projection.of(metadata, telling.schema());
    all = Projection.of(metadata, whole);
  }

  /**
   * Opens a file.
   *
   * @param wanted whether a row is read, by the values of the telling columns
   * @param whole the columns that are read of it
   */
  static PickedRows open(InputFile input, Columns telling, Predicate<Object[]> wanted, Schema whole)
      throws IOException {
    ParquetFileReader file =
        ParquetFileReader.open(input, HadoopReadOptions.builder(new Configuration(false)).build());
    try {
      return new PickedRows(file, telling, wanted, whole);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public GenericRecord read() throws IOException {
    do {
      while (places.hasNext()) {
        long place = places.nextLong();
        GenericRecord row = rows.read();
        if (picked.get((int) place)) {
          return row;
        }
      }
    } while (nextGroup());
    return null;
  }

  private boolean nextGroup() throws IOException {
    release();
    if (group == file.getRowGroups().size()) {
      return false;
    }
    picked = pick();
    if (!picked.isEmpty()) {
      BlockMetaData block = file.getRowGroups().get(group);
      file.setRequestedSchema(all.context().getRequestedSchema());
      RowRanges ranges = ranges(block);
      pages = file.readFilteredRowGroup(group, ranges);
      rows = all.rows(pages);
      places = ranges.iterator();
    }
    group++;
    return true;
  }

  private BitSet pick() throws IOException {
    BitSet told = new BitSet();
    file.setRequestedSchema(some.context().getRequestedSchema());
    try (PageReadStore pages = file.readRowGroup(group)) {
      RecordReader<GenericRecord> rows = some.rows(pages);
      for (int row = 0; row < pages.getRowCount(); row++) {
        if (wanted.test(telling.values(rows.read()))) {
          told.set(row);
        }
      }
    }
    return told;
  }

  /** The pages that hold a picked row; a file of another writer may not tell where they begin. */
  private RowRanges ranges(BlockMetaData block) throws IOException {
    long count = block.getRowCount();
    OffsetIndex offsets = file.readOffsetIndex(block.getColumns().get(0));
    if (offsets == null) {
      return RowRanges.createSingle(count);
    }
    PrimitiveIterator.OfInt holding =
        IntStream.range(0, offsets.getPageCount())
            .filter(
                page -> {
                  int next = picked.nextSetBit((int) offsets.getFirstRowIndex(page));
                  return next >= 0 && next <= offsets.getLastRowIndex(page, count);
                })
            .iterator();
    return RowRanges.create(count, holding, offsets);
  }

  private void release() {
    if (pages != null) {
      pages.close();
      pages = null;
    }
    places = RowRanges.EMPTY.iterator();
  }

  @Override
  public void close() throws IOException {
    release();
    file.close();
  }

  /** Some columns of a file, as Avro has their rows. */
  private record Projection(
      FileMetaData metadata, ReadContext context, RecordMaterializer<GenericRecord> materializer) {
    static Projection of(FileMetaData metadata, Schema schema) {
      Configuration configuration = new Configuration(false);
      AvroReadSupport.setAvroReadSchema(configuration, schema);
      AvroReadSupport.setRequestedProjection(configuration, schema);
      AvroReadSupport<GenericRecord> support = new AvroReadSupport<>(GenericData.get());
      ReadContext context =
          support.init(configuration, metadata.getKeyValueMetaData(), metadata.getSchema());
      return new Projection(
          metadata,
          context,
          support.prepareForRead(
              configuration, metadata.getKeyValueMetaData(), metadata.getSchema(), context));
    }

    RecordReader<GenericRecord> rows(PageReadStore pages) {
      MessageColumnIO columns =
          new ColumnIOFactory(metadata.getCreatedBy())
              .getColumnIO(context.getRequestedSchema(), metadata.getSchema(), true);
      return columns.getRecordReader(pages, materializer, FilterCompat.NOOP);
    }
  }
}
