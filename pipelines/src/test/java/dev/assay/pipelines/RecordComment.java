package dev.assay.pipelines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The comment of a record, as its source has it: what the record is, and what its parts are. */
record RecordComment(String text, String parts) {
  private static final Pattern PART = Pattern.compile("@param (\\w+) ([^@]*)");

  static RecordComment of(Class<?> type) throws IOException {
    String source = Files.readString(source(type));
    int record = source.indexOf("public record " + type.getSimpleName());
    int begin = source.lastIndexOf("/**", record);
    String comment = plain(source.substring(begin + 3, source.indexOf("*/", begin)));
    int parts = comment.indexOf("@param");
    return parts < 0
        ? new RecordComment(comment, "")
        : new RecordComment(comment.substring(0, parts).strip(), comment.substring(parts));
  }

  /** What the comment says of this component; empty where its name says it all. */
  String of(String component) {
    Matcher part = PART.matcher(parts);
    while (part.find()) {
      if (part.group(1).equals(component)) {
        return part.group(2).strip();
      }
    }
    return "";
  }

  /** On one line, with back ticks for the tags inside. */
  private static String plain(String comment) {
    return comment
        .replaceAll("\\s*\\n[\\s*]*", " ")
        .replaceAll("\\{@code ([^}]*)}", "`$1`")
        .replaceAll("\\{@link [^ }]* ([^}]*)}", "$1")
        .replaceAll("\\{@link #?([^}]*)}", "`$1`")
        .strip();
  }

  /** Finds a record's source beside this module. */
  private static Path source(Class<?> type) {
    return module(type).resolve("src/main/java/" + type.getName().replace('.', '/') + ".java");
  }

  /** The module that the record is of. */
  static Path module(Class<?> type) {
    String file = "src/main/java/" + type.getName().replace('.', '/') + ".java";
    return Stream.of("../schemas", ".")
        .map(Path::of)
        .filter(module -> Files.exists(module.resolve(file)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the source of " + type + " is not there"));
  }
}
