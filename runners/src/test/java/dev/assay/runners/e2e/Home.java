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
import dev.assay.schemas.Table;
import dev.assay.transforms.Refined;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
    for (Table<?> table : flow.silver()) {
      put(tables, StoredRows.of(Raw.table(table)), Raw::payload);
      put(
          tables,
          StoredRows.of(Rejected.table(table)),
          row -> row.rules() + " <- " + row.payload());
      silver(tables, table);
    }
    for (Table<?> table : flow.gold()) {
      put(tables, StoredRows.of(table), Record::toString);
      tables.put("warehouse " + table, rows(warehouse, table));
    }
    warehouse.disconnect();
    return tables;
  }

  private <T extends Record> void silver(Map<String, List<String>> tables, Table<T> table) {
    put(tables, StoredRows.refined(table), (Refined<T> row) -> row.row().toString());
  }

  private <E> void put(
      Map<String, List<String>> tables, StoredRows<E> stored, Function<E, String> text) {
    List<String> rows = new ArrayList<>();
    LakeTable table = LakeTable.at(folder.resolve("lake").toString(), stored);
    table
        .version()
        .ifPresent(
            version -> {
              for (DataFile file : table.files(version)) {
                try (ParquetRows<E> read = ParquetRows.read(file.path(), stored)) {
                  read.forEachRemaining(row -> rows.add(text.apply(row)));
                }
              }
            });
    tables.put(stored.toString(), rows.stream().sorted().toList());
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
            return rows.stream().sorted().toList();
          }
        });
  }
}
