package dev.assay.runners.cli;

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
  @Parameters(arity = "0..*", paramLabel = "SQL", description = "One statement, in quotes.")
  private List<String> sql = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private Format format = Format.TABLE;

  @Mixin private WarehouseOptions warehouse;
  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (sql.size() != 1 || sql.get(0).isBlank()) {
      problems.add("Give one statement, in quotes: assay query \"SELECT * FROM top_stocks\"");
    }
    List.of(warehouse, home).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    try (OpenWarehouse open = warehouse.open(home.home())) {
      new Query(open.warehouse()).print(sql.get(0), columns -> format.printer(System.out, columns));
    }
    return Assay.DONE;
  }
}
