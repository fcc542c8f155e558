package dev.assay.pipelines.io.lake;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.LocalInputFile;

/** Spoils parts of files that nobody should read: who does cannot make anything of them. */
public final class Unreadable {
  private Unreadable() {}

  /** All pages of the columns but these. */
  public static void columnsBut(String file, Predicate<String> kept) {
    spoil(file, kept, first -> false);
  }

  /** All pages of these columns. */
  public static void columns(String file, Predicate<String> spoilt) {
    spoil(file, spoilt.negate(), first -> false);
  }

  /**
   * Of the columns but these, the pages that do not begin with such a row.
   *
   * @param pages whether a page is kept, by the place of its first row
   */
  static void spoil(String file, Predicate<String> columns, Predicate<Long> pages) {
    try (RandomAccessFile bytes = new RandomAccessFile(file, "rw");
        ParquetFileReader reader =
            ParquetFileReader.open(
                new LocalInputFile(Path.of(file)),
                HadoopReadOptions.builder(new Configuration(false)).build())) {
      for (BlockMetaData block : reader.getRowGroups()) {
        for (ColumnChunkMetaData column : block.getColumns()) {
          if (!columns.test(column.getPath().toDotString())) {
            spoil(bytes, column, reader.readOffsetIndex(column), pages);
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void spoil(
      RandomAccessFile file, ColumnChunkMetaData column, OffsetIndex pages, Predicate<Long> kept)
      throws IOException {
    for (int page = 0; page < pages.getPageCount(); page++) {
      if (!kept.test(pages.getFirstRowIndex(page))) {
        byte[] nothing = new byte[pages.getCompressedPageSize(page)];
        Arrays.fill(nothing, (byte) -1);
        file.seek(pages.getOffset(page));
        file.write(nothing);
      }
    }
  }
}
