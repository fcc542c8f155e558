package dev.assay.pipelines.io.files;

import dev.assay.pipelines.books.SourceFile;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;

/** Finds the files that a file, folder or pattern names. */
public final class SourceFiles {
  private static final List<String> JSON_LINES = List.of(".jsonl", ".ndjson", ".json");
  private static final String CSV = ".csv";
  private static final String GZIP = ".gz";

  private static final Pattern PATTERN = Pattern.compile("[^/]*[*?\\[{].*");
  private static final Pattern HIDDEN = Pattern.compile("(^|/)[._]");

  private SourceFiles() {}

  /**
   * The files, by URI. Files and folders whose names begin with a dot or underscore are left out
   * where a folder or pattern finds them.
   */
  public static List<SourceFile> find(String table, Endpoint.Files place) {
    String uri = place.path();
    // By URI: a pattern and what lies below it may name a file twice.
    Map<String, SourceFile> files = new TreeMap<>();
    String folder = uri.endsWith("/") ? uri : uri + "/";
    for (MatchResult.Metadata match : matches(table, uri, folder)) {
      if (isHidden(match.resourceId().toString(), folder)) {
        continue;
      }
      SourceFile file =
          new SourceFile(
              table, match.resourceId().toString(), match.sizeBytes(), match.lastModifiedMillis());
      if (!isCsv(file) && !isJsonLines(file)) {
        throw new InputException(
            "Cannot tell the format of "
                + file.uri()
                + ", given for "
                + table
                + ": its name ends neither in .csv nor in .jsonl, .ndjson or .json (each also with"
                + " .gz). Rename it, or give a pattern that leaves it out, such as "
                + match.resourceId().getCurrentDirectory()
                + "*.jsonl");
      }
      files.put(file.uri(), file);
    }
    return List.copyOf(files.values());
  }

  /**
   * Likewise, where there must be some: only a folder may be empty.
   *
   * @throws InputException with a message for the user when nothing is there
   */
  public static List<SourceFile> require(String table, Endpoint.Files place) {
    List<SourceFile> found = find(table, place);
    if (found.isEmpty() && !Files.isDirectory(Path.of(place.path()))) {
      throw new InputException(
          "No file is at "
              + place.path()
              + ", given for "
              + table
              + ". Give a file, a folder, or a pattern such as /data/trades-*.jsonl");
    }
    return found;
  }

  /** Only below the folder that was named: what was named itself is meant. */
  private static boolean isHidden(String file, String folder) {
    String named = PATTERN.matcher(folder).replaceFirst("");
    return file.startsWith(named) && HIDDEN.matcher(file.substring(named.length())).find();
  }

  private static List<MatchResult.Metadata> matches(String table, String uri, String folder) {
    try {
      if (isMissing(uri)) {
        return List.of();
      }
      List<MatchResult.Metadata> found = new ArrayList<>();
      for (String pattern : List.of(uri, folder + "*")) {
        MatchResult result = FileSystems.match(List.of(pattern), EmptyMatchTreatment.ALLOW).get(0);
        if (result.status() == MatchResult.Status.OK) {
          result.metadata().stream()
              .filter(match -> !match.resourceId().isDirectory())
              .forEach(found::add);
        }
      }
      return found;
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "Cannot look for " + table + " at " + uri + ": " + e.getMessage() + ". Check the address",
          e);
    }
  }

  /** Beam would look for it through all that lies beside it, at any depth. */
  private static boolean isMissing(String uri) {
    return !uri.contains("://") && !PATTERN.matcher(uri).find() && !Files.exists(Path.of(uri));
  }

  static boolean isCsv(SourceFile file) {
    return plainName(file).endsWith(CSV);
  }

  static boolean isCompressed(SourceFile file) {
    return file.uri().toLowerCase(Locale.ROOT).endsWith(GZIP);
  }

  private static boolean isJsonLines(SourceFile file) {
    return JSON_LINES.stream().anyMatch(plainName(file)::endsWith);
  }

  private static String plainName(SourceFile file) {
    String name = file.uri().toLowerCase(Locale.ROOT);
    return name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
  }
}
