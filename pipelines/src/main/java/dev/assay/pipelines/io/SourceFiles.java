package dev.assay.pipelines.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.ResourceId;

/** Finds the files that a file, folder or pattern names. */
public final class SourceFiles {
  private static final List<String> JSON_LINES = List.of(".jsonl", ".ndjson", ".json");
  private static final String CSV = ".csv";
  private static final String GZIP = ".gz";

  private SourceFiles() {}

  /** The files, by URI. Files and folders whose names begin with a dot or underscore are hidden. */
  public static List<SourceFile> find(String table, String uri) {
    List<SourceFile> files = new ArrayList<>();
    String folder = uri.endsWith("/") ? uri : uri + "/";
    for (MatchResult.Metadata match : matches(table, uri, folder)) {
      if (isHidden(match.resourceId(), folder)) {
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
                + folder
                + "*.jsonl");
      }
      files.add(file);
    }
    files.sort(Comparator.comparing(SourceFile::uri));
    return files;
  }

  /** Folders count from the one asked for: what stands above it is not ours to judge. */
  private static boolean isHidden(ResourceId file, String folder) {
    String uri = file.toString();
    String name = String.valueOf(file.getFilename());
    String path = uri.startsWith(folder) ? uri.substring(folder.length()) : name;
    return Stream.of(path.split("/"))
        .anyMatch(part -> part.startsWith(".") || part.startsWith("_"));
  }

  private static List<MatchResult.Metadata> matches(String table, String uri, String folder) {
    try {
      List<MatchResult.Metadata> found = new ArrayList<>();
      for (String pattern : List.of(uri, folder + "**")) {
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
