package dev.assay.pipelines.io.lake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.LakeException;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PickedRowsTest {
  private static final StoredRows<Refined<Trade>> TRADES =
      StoredRows.refined(Trade.TABLE.within("any"));
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);
  private static final List<String> KEY = List.of("trade_id");

  @TempDir Path lake;

  @ParameterizedTest
  @MethodSource("dev.assay.pipelines.io.lake.SampleRows#everyTable")
  <E> void rows_are_those_that_the_columns_tell_as_they_were_written(SampleRows.Sample<E> sample)
      throws IOException {
    List<E> rows = oneDay(sample);
    DataFile file = SampleRows.write(lake.toString(), sample.stored(), rows);
    List<String> names =
        sample.stored().readSchema().getFields().stream().map(field -> field.name()).toList();
    for (List<String> columns :
        List.of(List.of(names.get(names.size() - 1), names.get(0)), names)) {
      int[] row = {0};
      List<E> picked = where(file, sample.stored(), columns, values -> row[0]++ % 3 == 1);
      assertThat(
          picked,
          is(IntStream.range(0, rows.size()).filter(i -> i % 3 == 1).mapToObj(rows::get).toList()));
    }
    assertThat(where(file, sample.stored(), names, values -> false), is(empty()));
    assertThat(where(file, sample.stored(), names, values -> true), is(rows));
  }

  @Test
  void rows_of_many_pages_and_row_groups_are_found_where_they_stand() throws IOException {
    List<Refined<Trade>> rows = trades(60_000);
    DataFile file = inSmallRowGroups(rows);
    Random random = new Random(11);
    for (int wanted : List.of(1, 2, 40, 30_000)) {
      Set<String> ids =
          random.ints(wanted, 0, rows.size()).mapToObj(i -> "T" + i).collect(Collectors.toSet());
      List<Refined<Trade>> expected =
          rows.stream().filter(row -> ids.contains(row.row().tradeId())).toList();
      assertThat(where(file, TRADES, KEY, values -> ids.contains(values[0])), is(expected));
    }
  }

  @Test
  void only_the_pages_of_a_picked_row_are_read_of_the_other_columns() throws IOException {
    List<Refined<Trade>> rows = trades(60_000);
    DataFile file = SampleRows.write(lake.toString(), TRADES, rows);
    assertThat(pages(file), greaterThan(2));
    Unreadable.spoil(file.path(), "trade_id"::equals, first -> first == 0);
    assertThat(
        where(file, TRADES, KEY, values -> values[0].equals("T7")), is(List.of(rows.get(7))));
    assertThat(
        assertThrows(
                LakeException.class,
                () -> where(file, TRADES, KEY, values -> values[0].equals("T59999")))
            .getMessage(),
        containsString("it was changed outside Assay"));
  }

  @Test
  void where_no_row_is_told_nothing_is_read_but_the_telling_columns() throws IOException {
    DataFile file = SampleRows.write(lake.toString(), TRADES, trades(300));
    Unreadable.columnsBut(file.path(), "trade_id"::equals);
    assertThat(where(file, TRADES, KEY, values -> values[0].equals("T300")), is(empty()));
    try (ParquetRows<Object[]> ids = ParquetRows.values(file.path(), TRADES, KEY)) {
      assertThat(ids.stream().count(), is(300L));
    }
  }

  @Test
  void a_column_that_the_table_does_not_have_is_refused() throws IOException {
    DataFile file = SampleRows.write(lake.toString(), TRADES, trades(1));
    assertThrows(
        IllegalArgumentException.class,
        () -> where(file, TRADES, List.of("no_such"), values -> true));
  }

  @Test
  void a_file_that_is_not_there_is_told_of() {
    String path = lake.resolve("gone.parquet").toString();
    assertThat(
        assertThrows(LakeException.class, () -> ParquetRows.where(path, TRADES, KEY, v -> true))
            .getMessage(),
        containsString("Cannot read " + path));
  }

  /** As one who has many files open writes them. */
  private DataFile inSmallRowGroups(List<Refined<Trade>> rows) throws IOException {
    ParquetFile<Refined<Trade>> file =
        ParquetFile.create(TRADES, TRADES.folder(lake.toString()), "part", DAY, 500);
    for (Refined<Trade> row : rows) {
      file.write(row);
    }
    DataFile written = file.close();
    assertThat(rowGroups(written), greaterThan(2));
    return written;
  }

  private static int rowGroups(DataFile file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      return reader.getRowGroups().size();
    }
  }

  private static ParquetFileReader open(DataFile file) throws IOException {
    return ParquetFileReader.open(
        new LocalInputFile(Path.of(file.path())),
        HadoopReadOptions.builder(new Configuration(false)).build());
  }

  private static int pages(DataFile file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      return reader
          .readOffsetIndex(reader.getRowGroups().get(0).getColumns().get(0))
          .getPageCount();
    }
  }

  private static List<Refined<Trade>> trades(int count) {
    return IntStream.range(0, count).mapToObj(i -> SampleRows.trade(i, DAY)).toList();
  }

  /** A file holds one day where the table is partitioned. */
  private static <E> List<E> oneDay(SampleRows.Sample<E> sample) {
    return sample.rows().stream()
        .filter(
            row -> sample.stored().dayOf(row).equals(sample.stored().dayOf(sample.rows().get(0))))
        .toList();
  }

  private static <E> List<E> where(
      DataFile file, StoredRows<E> stored, List<String> columns, Predicate<Object[]> wanted) {
    try (ParquetRows<E> rows = ParquetRows.where(file.path(), stored, columns, wanted)) {
      return rows.stream().toList();
    }
  }
}
