package dev.assay.pipelines.io.lake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.lake.SampleRows.Sample;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParquetFilesTest {
  private static final LocalDate MONDAY = LocalDate.of(2026, 1, 5);
  private static final StoredRows<Refined<Trade>> TRADES =
      StoredRows.refined(Trade.TABLE.within("wealth"));

  @TempDir Path folder;

  static Stream<Sample<?>> everyTable() {
    return SampleRows.everyTable();
  }

  @ParameterizedTest
  @MethodSource("everyTable")
  void every_table_comes_back_exactly_as_it_was_written(Sample<?> sample) throws IOException {
    comesBack(sample);
  }

  private <E> void comesBack(Sample<E> sample) throws IOException {
    StoredRows<E> stored = sample.stored();
    Pipeline pipeline = Pipeline.create();
    PCollection<DataFile> files =
        pipeline
            .apply(Create.of(batches(sample.rows())).withCoder(Rows.coder(stored.coder())))
            .apply(WriteParquet.to(stored, folder.toString()));
    PCollection<E> read =
        files
            .apply(ReadParquet.of(stored))
            .apply(FlatMapElements.into(new TypeDescriptor<E>() {}).via(Rows::list))
            .setCoder(stored.coder());
    PAssert.that(read).containsInAnyOrder(sample.rows());
    pipeline.run().waitUntilFinish();

    List<E> plain = new ArrayList<>();
    for (Path file : parquetFiles()) {
      try (ParquetRows<E> rows = ParquetRows.read(file.toString(), stored)) {
        rows.stream().forEach(plain::add);
      }
    }
    assertThat(plain, containsInAnyOrder(sample.rows().toArray()));
  }

  @Test
  void amounts_times_and_days_have_their_own_types_in_the_file() throws IOException {
    DataFile file =
        SampleRows.write(folder.toString(), TRADES, List.of(SampleRows.trade(1, MONDAY)));

    List<String> columns =
        footer(file).getFileMetaData().getSchema().getFields().stream()
            .map(Object::toString)
            .toList();
    assertThat(columns, hasItem("required fixed_len_byte_array(8) price (DECIMAL(18,4))"));
    assertThat(columns, hasItem("required int64 transaction_time (TIMESTAMP(MICROS,true))"));
    assertThat(columns, hasItem("optional binary name (STRING)"));
    assertThat(columns, hasItem("required int64 _position"));
    assertThat(columns.get(columns.size() - 1), is("required int32 day (DATE)"));
  }

  @Test
  void row_groups_are_compressed_and_bear_statistics() throws IOException {
    DataFile file =
        SampleRows.write(folder.toString(), TRADES, List.of(SampleRows.trade(1, MONDAY)));

    footer(file)
        .getBlocks()
        .get(0)
        .getColumns()
        .forEach(
            column -> {
              assertThat(column.getCodec().name(), is("SNAPPY"));
              assertThat(column.getPath().toString(), column.getStatistics().isEmpty(), is(false));
            });
  }

  @Test
  void a_file_of_a_partitioned_table_holds_the_rows_of_one_day_and_tells_its_size() {
    List<Refined<Trade>> rows =
        IntStream.range(0, 90).mapToObj(i -> SampleRows.trade(i, MONDAY.plusDays(i % 3))).toList();
    List<DataFile> files = write(rows);

    assertThat(files, hasSize(3));
    for (DataFile file : files) {
      assertThat(file.rows(), is(30L));
      assertThat(file.bytes(), is(Path.of(file.path()).toFile().length()));
      assertThat(file.path(), containsString("/wealth/silver/trades/day=" + file.day() + "/part-"));
      try (ParquetRows<Refined<Trade>> read = ParquetRows.read(file.path(), TRADES)) {
        read.forEachRemaining(row -> assertThat(row.row().day(), is(file.day())));
      }
    }
  }

  @Test
  void a_bundle_of_more_days_than_files_may_be_open_still_writes_one_file_a_day() {
    List<Refined<Trade>> rows =
        IntStream.range(0, 400)
            .mapToObj(i -> SampleRows.trade(i, MONDAY.plusDays(i % 100)))
            .toList();
    List<DataFile> files = write(rows);

    assertThat(files, hasSize(100));
    assertThat(files.stream().map(DataFile::rows).distinct().toList(), is(List.of(4L)));
  }

  @Test
  void a_bundle_that_fails_publishes_nothing() {
    Pipeline pipeline = Pipeline.create();
    Refined<Trade> good = SampleRows.trade(1, MONDAY);
    Trade trade = good.row();
    Trade tooLong =
        new Trade(
            trade.tradeId(),
            trade.customerId(),
            trade.stockSymbol(),
            trade.transactionType(),
            BigDecimal.TEN.pow(17),
            trade.price(),
            trade.currency(),
            trade.transactionTime(),
            trade.name(),
            trade.riskCategory());
    List<Refined<Trade>> rows = List.of(good, new Refined<>(tooLong, good.origin()));
    pipeline
        .apply(Create.of(List.of(new Rows<>(rows))).withCoder(Rows.coder(TRADES.coder())))
        .apply(WriteParquet.to(TRADES, folder.toString()));

    assertThrows(RuntimeException.class, () -> pipeline.run().waitUntilFinish());
    assertThat(LakeTable.at(folder.toString(), TRADES).version(), is(OptionalLong.empty()));
  }

  /** What one bundle writes. */
  private List<DataFile> write(List<Refined<Trade>> rows) {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(List.of(new Rows<>(rows))).withCoder(Rows.coder(TRADES.coder())))
        .apply(WriteParquet.to(TRADES, folder.toString()))
        .apply(MapElements.into(TypeDescriptors.strings()).via(ParquetFilesTest::line))
        .apply(TextIO.write().to(folder.resolve("written").toString()).withoutSharding());
    pipeline.run().waitUntilFinish();
    try (Stream<String> lines = Files.lines(folder.resolve("written"))) {
      return lines.map(line -> line.split(" ", 5)).map(ParquetFilesTest::file).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(DataFile file) {
    return file.path()
        + " "
        + file.day()
        + " "
        + file.rows()
        + " "
        + file.bytes()
        + " "
        + file.statistics();
  }

  private static DataFile file(String[] line) {
    return new DataFile(
        "silver",
        "trades",
        line[0],
        LocalDate.parse(line[1]),
        Long.parseLong(line[2]),
        Long.parseLong(line[3]),
        null,
        line[4]);
  }

  /** How {@link After} was before it got its last column. */
  public record Before(String source, long position) {
    static final Table<Before> TABLE = Table.of("changing", Before.class).in(Layer.BRONZE);
  }

  public record After(String source, long position, @Maybe String note) {
    static final Table<After> TABLE = Table.of("changing", After.class).in(Layer.BRONZE);
  }

  @Test
  void a_file_from_before_an_optional_column_was_added_reads_with_it_absent() throws IOException {
    DataFile file =
        SampleRows.write(
            folder.toString(),
            StoredRows.of(Before.TABLE.within("test")),
            List.of(new Before("a", 1)));

    try (ParquetRows<After> rows = ParquetRows.read(file.path(), StoredRows.of(After.TABLE))) {
      assertThat(rows.next(), is(new After("a", 1, null)));
      assertThat(rows.hasNext(), is(false));
    }
  }

  @Test
  void a_missing_file_is_told_in_words() {
    String path = folder.resolve("gone.parquet").toString();
    LakeException e =
        assertThrows(
            LakeException.class,
            () -> ParquetRows.read(path, StoredRows.of(Raw.table(Trade.TABLE))));
    assertThat(e.getMessage(), containsString("Cannot read " + path));
    assertThat(e.getMessage(), containsString("restore it"));
  }

  private static <E> List<Rows<E>> batches(List<E> rows) {
    int half = rows.size() / 2;
    return List.of(new Rows<>(rows.subList(0, half)), new Rows<>(rows.subList(half, rows.size())));
  }

  private List<Path> parquetFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".parquet")).toList();
    }
  }

  private static ParquetMetadata footer(DataFile file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(file.path()), new Configuration()))) {
      return reader.getFooter();
    }
  }
}
