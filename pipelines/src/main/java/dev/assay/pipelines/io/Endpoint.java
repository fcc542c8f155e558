package dev.assay.pipelines.io;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place outside, as its URI says: what it is decides, once, how it is read and written. */
public sealed interface Endpoint extends Serializable {
  /**
   * Files or a folder: {@code file:} or a plain path.
   *
   * @param path absolute, without a scheme; may be a pattern, as in {@code /data/trades-*.jsonl}
   */
  record Files(String path) implements Endpoint {}

  /** A database: {@code jdbc:postgresql:}. */
  record Database(Warehouse warehouse) implements Endpoint {}

  /**
   * The place that this URI names.
   *
   * @throws IllegalArgumentException with a message for the user when it names none that is known
   */
  static Endpoint of(String uri) {
    Matcher scheme = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):.*").matcher(uri);
    if (!scheme.matches()) {
      return new Files(absolute(uri));
    }
    return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
      case "file" -> new Files(absolute(localPath(uri)));
      case "jdbc" -> new Database(Warehouse.fromUrl(uri, null, null));
      default ->
          throw new IllegalArgumentException(
              "addresses of the kind "
                  + scheme.group(1)
                  + ": are not known; give a path or file:, or for a database jdbc:postgresql:");
    };
  }

  /** The files that this URI names, where it must name files. */
  static Files files(String uri) {
    if (of(uri) instanceof Files files) {
      return files;
    }
    throw new IllegalArgumentException("this is a database; give a file, a folder or a pattern");
  }

  private static String localPath(String uri) {
    try {
      return Path.of(new URI(uri)).toString() + (uri.endsWith("/") ? "/" : "");
    } catch (URISyntaxException | IllegalArgumentException notEncoded) {
      return uri.substring("file:".length()).replaceFirst("^//+", "/");
    }
  }

  private static String absolute(String path) {
    try {
      String absolute = Path.of(path).toAbsolutePath().normalize().toString();
      return path.endsWith("/") && !absolute.endsWith("/") ? absolute + "/" : absolute;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(path + " is no path: " + e.getReason(), e);
    }
  }
}
