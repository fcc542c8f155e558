package dev.assay.runners.cli;

import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay query}. */
@Command(
    name = "query",
    description = {
      "Reads from the warehouse. Tables of the schemas gold and audit need no schema before their",
      "name. Nothing can be changed."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class QueryCommand implements Callable<Integer>, Checked, InHome {
  private static final String STANDARD_INPUT = "-";

  @Parameters(
      arity = "0..*",
      paramLabel = "SQL",
      description = "One statement, in quotes; - reads it from the standard input.")
  private List<String> sql = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A file that holds the statement; - is the standard input.")
  private String file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private Format format = Format.TABLE;

  @Option(
      names = "--query-user",
      paramLabel = "NAME",
      description =
          "A role of --warehouse that may only read, to log in as for this. Default:"
              + " --warehouse-user.")
  private String user;

  @Option(
      names = "--query-password",
      paramLabel = "REF",
      description = "Where its password is: env:NAME or file:PATH. Never the password itself.")
  private String password;

  @Mixin private WarehouseOptions warehouse;
  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (file != null ? !sql.isEmpty() : sql.size() != 1 || sql.get(0).isBlank()) {
      problems.add(
          "Give one statement, in quotes: "
              + Program.callHere("query \"SELECT * FROM wealth.top_stocks\""));
    }
    if ((user != null || password != null)
        && home.problems().isEmpty()
        && warehouse.address(home.lake(null)).isEmpty()) {
      problems.add("--query-user and --query-password are given without --warehouse");
    }
    if (user == null && password != null) {
      problems.add("--query-password is given without --query-user");
    }
    if (password != null) {
      Checked.tryOut(problems, "--query-password", () -> Secrets.resolve(password));
    }
    problems.addAll(warehouse.problemsOfReading(home, null));
    problems.addAll(home.problems());
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    String statement = statement();
    if (user == null) {
      try (OpenWarehouse open = warehouse.openToRead(home.home(), home.lake(null))) {
        print(open.reader(), statement);
      }
    } else {
      Warehouse reader = warehouse.as(user, password, home.lake(null)).orElseThrow();
      try {
        print(reader, statement);
      } finally {
        reader.disconnect();
      }
    }
    return Assay.DONE;
  }

  private void print(Warehouse reader, String statement) {
    Query query = new Query(reader);
    if (query.mayWrite()) {
      Messages.warn(
          "This login may also write to the warehouse. The query runs in a transaction that"
              + " cannot, but a function that it calls might act. Give a login that may only read,"
              + " with --query-user");
    }
    query.print(statement, columns -> format.printer(System.out, columns));
  }

  private String statement() {
    String from = file != null ? file : sql.get(0);
    try {
      if (from.equals(STANDARD_INPUT)) {
        return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      }
      return file == null ? from : Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new CommandFailed("No file is at " + file + ", which was to hold the statement", e);
    } catch (IOException | InvalidPathException e) {
      throw new CommandFailed(
          "The statement cannot be read from " + from + ": " + e.getMessage(), e);
    }
  }
}
