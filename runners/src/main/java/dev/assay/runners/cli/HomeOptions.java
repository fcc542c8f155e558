package dev.assay.runners.cli;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.runners.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
