package dev.assay.runners.cli;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.runners.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that every command has which works on what Assay keeps. */
final class HomeOptions implements Checked {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Folder of all that Assay keeps. Default: ASSAY_HOME, or else ./assay-data.")
  private String home;

  @Option(
      names = "--config",
      paramLabel = "FILE.yaml",
      description =
          "Options from a YAML file: their names without dashes. What is given here wins. Relative"
              + " paths in it are relative to the current folder.")
  private String config;

  @Option(
      names = "--verbose",
      description = "Show the full stack trace of a failure. Also: ASSAY_VERBOSE=1.")
  private boolean verbose;

  Path home() {
    return home == null ? usual() : path(home);
  }

  private static Path usual() {
    String environment = System.getenv("ASSAY_HOME");
    return path(environment == null ? "assay-data" : environment);
  }

  private static Path path(String folder) {
    return Path.of(Endpoint.files(folder).path());
  }

  /** What the next command for this home must say: its option, where it is not the usual one. */
  String toRepeat() {
    return home().equals(usual()) ? "" : Program.option("home", home());
  }

  boolean verbose() {
    return verbose;
  }

  /** The lake given, or else that of the home. */
  String lake(String given) {
    return given == null ? home().resolve("lake").toString() : Endpoint.files(given).path();
  }

  /** What keeps a command from working on what a home holds: it must not make one for that. */
  List<String> problemsOfUse() {
    List<String> problems = new ArrayList<>(problems());
    if (problems.isEmpty() && !Files.isDirectory(home())) {
      problems.add(
          "There is no home at "
              + home()
              + ": nothing has been run there. See that --home or ASSAY_HOME is right");
    }
    return problems;
  }

  /** Tells when there is no lake at this place, to which nobody who only reads would add one. */
  static Optional<String> missingLake(String lake) {
    return lake.contains("://") || Files.isDirectory(Path.of(lake))
        ? Optional.empty()
        : Optional.of(
            "There is no lake at "
                + lake
                + ": no run has written one there. Give its home with --home, or the lake with"
                + " --lake");
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    try {
      home();
    } catch (IllegalArgumentException e) {
      problems.add("--home is no folder: " + e.getMessage());
    }
    return problems;
  }
}
