package dev.assay.pipelines;

import java.util.List;

/**
 * One setting as somebody has asked for it.
 *
 * @param name its name with dashes, or that of an input
 * @param value what is asked, as it was written; of {@link Settings#INPUT}, a table and its place
 * @param way where it is asked
 */
public record Asked(String name, String value, Way way) {

  /** What messages call it. */
  String word() {
    return isInput() ? way.word(name) + " " + table() : way.word(name);
  }

  /** The same with its value. */
  String said() {
    return way.said(name, value);
  }

  /** Whether it is {@code --input TABLE=URI}. */
  boolean isInput() {
    return name.equals(Settings.INPUT.name());
  }

  /** The table that it gives a place for, where it is an input. */
  String table() {
    return isInput() ? value.replaceFirst("(?s)=.*", "") : name;
  }

  /** The place of that table. */
  String place() {
    return isInput() ? value.substring(Math.min(value.length(), table().length() + 1)) : value;
  }

  /** Those that hold: what is said at the start of a run wins over what a file says. */
  static List<Asked> holding(List<Asked> asked) {
    List<Asked> said = asked.stream().filter(each -> each.way() != Way.FILE).toList();
    return said.isEmpty() ? asked : said;
  }
}
