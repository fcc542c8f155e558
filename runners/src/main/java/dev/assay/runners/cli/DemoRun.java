package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.cli.RunLauncher.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A pipeline over files that a demo has made, with an embedded PostgreSQL, and what came out.
 *
 * @param start of the demo, as {@link System#nanoTime} tells it
 */
record DemoRun(Flow flow, HomeOptions home, LaunchOptions launch, long start) {
  /**
   * Runs it, and tells the exit code.
   *
   * @param folder of all input
   * @param next commands to go on with, each to be given the option that leads to the home
   */
  int over(
      Path folder,
      Map<String, Endpoint.Files> inputs,
      DemoReport.Injection injection,
      List<String> next) {
    System.out.println("Starting PostgreSQL");
    try (OpenWarehouse open = OpenWarehouse.local(home.home(), Warehouse.PATIENCE)) {
      System.out.println("Running the pipeline " + flow);
      RunLauncher launcher =
          new RunLauncher(flow, launch.options(home.home()), System.out::println);
      String lake = home.lake(null);
      Outcome outcome =
          launcher.launch(
              RunSettings.of(flow.toString(), lake, open.warehouse())
                  .withInputs(inputs)
                  .withShards(launch.shards()));
      System.out.println();
      RunSummary summary = new RunSummary(flow, lake, System.out);
      int code = summary.print(outcome);
      DemoReport report = new DemoReport(flow, System.out, lake, open.reader());
      boolean asInjected = report.print(folder, injection);
      summary.printPlaces(open);
      report.printWhatNext(
          next.stream().map(command -> command.formatted(home.toRepeat())).toList());
      System.out.printf(Locale.ROOT, "Done in %.0f s.%n", (System.nanoTime() - start) / 1e9);
      return asInjected ? code : Assay.DOES_NOT_RECONCILE;
    }
  }
}
