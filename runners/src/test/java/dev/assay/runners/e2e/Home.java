package dev.assay.runners.e2e;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.runners.cli.Said;
import dev.assay.runners.local.LocalPostgres;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.Table;
import dev.assay.transforms.Refined;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** A working folder of a test: runs the real program on it, and tells what its tables hold. */
final class Home {
  /** A small input has few rows for the parts that a grouping by key usually has. */
  static final String FEW_SHARDS = "--shards=4";

  final Path folder;

  Home(Path folder) {
    this.folder = folder;
  }

  /** Starts {@code assay run wealth} as a process of its own, which can be killed. */
  Process start(Path input, String... more) throws IOException {
    return Started.with(words("run", input(input, more)), logFile().toFile());
  }

  /** Runs it in this process, and tells its exit code. */
  int run(Path input, String... more) throws IOException {
    return here("run", input(input, more));
  }

  /** Makes silver and gold anew from bronze, and tells the exit code. */
  int rebuild(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--rebuild");
    arguments.add(FEW_SHARDS);
    return here("run", arguments);
  }

  /** Ends all work of the pipeline on a cluster, and tells the exit code. */
  int stop(String... more) throws IOException {
    return here("stop", List.of(more));
  }

  private static List<String> input(Path input, String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--trades=" + input.resolve("trades"));
    arguments.add("--customers=" + input.resolve("customers.csv"));
    arguments.add(FEW_SHARDS);
    return arguments;
  }

  private List<String> words(String word, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(word, "wealth", "--home=" + folder));
    words.addAll(arguments);
    return words;
  }

  private int here(String word, List<String> arguments) throws IOException {
    Said said = Said.by(words(word, arguments).toArray(String[]::new));
    Files.writeString(
        logFile(), said.toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return said.code();
  }

  /** Waits until the process has written a file like this in the home. */
  void await(Process process, String pattern) throws InterruptedException {
    while (!exists(pattern)) {
      if (!process.isAlive()) {
        throw new AssertionError("ended before " + pattern + ": " + log());
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private boolean exists(String pattern) {
    Path parent = folder.resolve(pattern.substring(0, pattern.indexOf('*') + 1)).getParent();
    if (!Files.isDirectory(parent)) {
      return false;
    }
    PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + folder + "/" + pattern);
    try (Stream<Path> files = Files.walk(parent, 2)) {
      return files.anyMatch(matcher::matches);
    } catch (IOException | UncheckedIOException changing) {
      return false;
    }
  }

  /** What the program has printed so far. */
  String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path logFile() {
    return folder.resolveSibling(folder.getFileName() + ".log");
  }

  Warehouse warehouse(int port) {
    return Warehouse.fromUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", null);
  }

  /** All rows of all tables, without which run wrote them, of the home's own warehouse. */
  Map<String, List<String>> tables() throws IOException {
    try (LocalPostgres server = LocalPostgres.start(folder.resolve("postgres"))) {
      return tables(Warehouse.fromUrl(server.jdbcUrl(), null, null));
    }
  }

  Map<String, List<String>> tables(Warehouse warehouse) {
    return tables(Wealth.FLOW, warehouse);
  }

  /** Likewise, of another flow. */
  Map<String, List<String>> tables(Flow flow, Warehouse warehouse) {
    Map<String, List<String>> tables = new TreeMap<>();
    forEach(
        flow,
        warehouse,
        table -> {
          List<String> rows = tables.computeIfAbsent(table, of -> new ArrayList<>());
          return rows::add;
        });
    tables.replaceAll((table, rows) -> rows.stream().sorted().toList());
    return tables;
  }

  /** Of each of these tables how many rows it has, and what they come to, in whatever order. */
  Map<String, String> fingerprints(Flow flow, Warehouse warehouse) {
    Map<String, Fingerprint> prints = new TreeMap<>();
    forEach(
        flow,
        warehouse,
        table -> {
          Fingerprint print = prints.computeIfAbsent(table, of -> new Fingerprint());
          return print::add;
        });
    Map<String, String> told = new TreeMap<>();
    prints.forEach((table, print) -> told.put(table, print.toString()));
    return told;
  }

  /** Two tables that are too long to be compared row by row. */
  private static final class Fingerprint {
    private final MessageDigest sha256 = RowHash.sha256();
    private long rows;
    private long sum;

    void add(String row) {
      rows++;
      sum += ByteBuffer.wrap(sha256.digest(row.getBytes(StandardCharsets.UTF_8))).getLong();
    }

    @Override
    public String toString() {
      return "%,d rows, %016x".formatted(rows, sum);
    }
  }

  /** Takes every row, by the names of the tables. */
  private void forEach(Flow flow, Warehouse warehouse, Function<String, Consumer<String>> takers) {
    for (Table<?> table : flow.silver()) {
      forEach(StoredRows.of(Raw.table(table)), Raw::payload, takers);
      forEach(
          StoredRows.of(Rejected.table(table)),
          row -> row.rules() + " <- " + row.payload(),
          takers);
      silver(table, takers);
    }
    for (Table<?> table : flow.gold()) {
      forEach(StoredRows.of(table), Record::toString, takers);
      rows(warehouse, table).forEach(takers.apply("warehouse " + table));
    }
    warehouse.disconnect();
  }

  private <T extends Record> void silver(
      Table<T> table, Function<String, Consumer<String>> takers) {
    forEach(StoredRows.refined(table), (Refined<T> row) -> row.row().toString(), takers);
  }

  private <E> void forEach(
      StoredRows<E> stored, Function<E, String> text, Function<String, Consumer<String>> takers) {
    Consumer<String> taker = takers.apply(stored.toString());
    LakeTable table = LakeTable.at(folder.resolve("lake").toString(), stored);
    table
        .version()
        .ifPresent(
            version -> {
              for (DataFile file : table.files(version)) {
                try (ParquetRows<E> read = ParquetRows.read(file.path(), stored)) {
                  read.forEachRemaining(row -> taker.accept(text.apply(row)));
                }
              }
            });
  }

  private static List<String> rows(Warehouse warehouse, Table<?> table) {
    String columns =
        String.join(", ", table.columns().stream().map(c -> '"' + c.name() + '"').toList());
    return warehouse.within(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result =
                  statement.executeQuery("SELECT ROW(" + columns + ")::text FROM " + table)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
              rows.add(result.getString(1));
            }
            return rows;
          }
        });
  }
}
