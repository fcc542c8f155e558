package dev.assay.runners.cli;

import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.SecretMissing;
import dev.assay.pipelines.io.jdbc.WarehouseRefused;
import dev.assay.pipelines.io.jdbc.WarehouseUnavailable;
import dev.assay.runners.local.ClusterRefused;
import dev.assay.runners.local.ClusterUnavailable;
import dev.assay.runners.local.ConnectRefused;
import dev.assay.runners.local.ConnectUnavailable;
import dev.assay.runners.local.DiskFull;
import dev.assay.runners.local.DiskSpace;
import dev.assay.runners.simulate.SimulationException;
import dev.assay.transforms.insights.ContractChanged;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * What went wrong, in words for a user: the message of our own exception, wherever a runner wrapped
 * it, and no more; of any other exception one line, and its stack trace in a file.
 */
record Failure(Throwable thrown, Optional<String> message) {
  private static final List<Class<? extends Throwable>> MEANT_FOR_USERS =
      List.of(
          ClusterRefused.class,
          ClusterUnavailable.class,
          CommandFailed.class,
          ConnectRefused.class,
          ConnectUnavailable.class,
          ContractChanged.class,
          DiskFull.class,
          InputException.class,
          LakeException.class,
          SecretMissing.class,
          WarehouseRefused.class,
          WarehouseUnavailable.class,
          SimulationException.class);
  private static final String TEMP = System.getProperty("java.io.tmpdir");
  private static final DateTimeFormatter FILE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  static Failure of(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      Optional<String> message = ours(e);
      if (message.isPresent()) {
        return new Failure(thrown, message);
      }
    }
    return new Failure(thrown, Optional.empty());
  }

  /** Also when Flink has made text of the exception: {@code its.class.Name: its message}. */
  private static Optional<String> ours(Throwable e) {
    for (Class<?> type : MEANT_FOR_USERS) {
      String prefix = type.getName() + ": ";
      String text = String.valueOf(e.getMessage());
      if (type.isInstance(e)) {
        return Optional.of(text);
      }
      if (text.startsWith(prefix)) {
        return Optional.of(text.substring(prefix.length()).lines().findFirst().orElse(""));
      }
    }
    return Optional.empty();
  }

  /** Tells the user, and what the exit code is. */
  int tell(CommandLine command) {
    HomeOptions options = options(command.getCommand());
    boolean verbose = options != null && options.verbose() || isSet("ASSAY_VERBOSE");
    Messages.fail("assay", text(command, options), verbose ? thrown : null);
    return Assay.FAILED;
  }

  private static HomeOptions options(Object command) {
    return command instanceof InHome inHome ? inHome.options() : null;
  }

  /** A full disk is why, whatever could not go on for it first. */
  private String text(CommandLine command, HomeOptions options) {
    List<Path> places = places(command, options);
    Optional<Path> full = DiskSpace.full(places);
    if (message.filter(text -> text.startsWith("The disk of ")).isPresent()
        || full.isEmpty() && !isDiskFull(thrown)) {
      return message.orElseGet(() -> unexpected(options));
    }
    String where =
        full.map(place -> "The disk of " + place + " is full")
            .orElseGet(
                () ->
                    "A disk is full: that of "
                        + places.stream().map(Path::toString).collect(Collectors.joining(" or ")));
    return where
        + ". Make room there, and start the same command again: nothing is taken twice"
        + message.map(first -> ". What failed for it: " + first).orElse("");
  }

  /** Where a command may write. */
  private static List<Path> places(CommandLine command, HomeOptions options) {
    List<Path> places = new ArrayList<>();
    String lake =
        command.getParseResult() == null
            ? null
            : command.getParseResult().matchedOptionValue("--lake", null);
    if (lake != null && !lake.contains("://")) {
      places.add(Path.of(lake));
    }
    if (options != null && options.problems().isEmpty()) {
      places.add(options.home());
    }
    places.add(Path.of(TEMP));
    return places;
  }

  private String unexpected(HomeOptions options) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String what = root.toString().lines().findFirst().orElse("");
    try {
      return "Unexpected failure: " + what + ". The full stack trace is in " + write(options);
    } catch (IOException e) {
      return "Unexpected failure: " + what + ". Add --verbose to see the full stack trace";
    }
  }

  private Path write(HomeOptions options) throws IOException {
    Path logs =
        options == null || !Files.isDirectory(options.home())
            ? Path.of(System.getProperty("java.io.tmpdir"))
            : Files.createDirectories(options.home().resolve("logs"));
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    Path file =
        logs.resolve(
            "assay-" + FILE.format(Instant.now()) + "-" + ProcessHandle.current().pid() + ".log");
    return Files.writeString(file, trace.toString());
  }

  static boolean isDiskFull(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      String text = String.valueOf(e.getMessage());
      if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSet(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isEmpty() && !value.equals("0");
  }
}
