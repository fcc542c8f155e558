package dev.assay.runners.cli;

import java.util.Locale;

/**
 * Text as a person can trust it on a terminal: what cannot be seen, or moves or hides what stands
 * beside it, is written as an escape. What programs read, CSV and JSON, stays as it is.
 */
final class Visible {
  private static final int IDEOGRAPHIC_SPACE = 0x3000;

  /** Letters and marks without a picture, from and to: Unicode lets programs ignore them. */
  private static final int[] BLANK = {
    0x34f, 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x2800, 0x2800, 0x3164, 0x3164,
    0xfdd0, 0xfdef, 0xfe00, 0xfe0f, 0xffa0, 0xffa0, 0xfff0, 0xfff8, 0xe0000, 0xe0fff
  };

  private Visible() {}

  /** On one line: line breaks and tabs are escapes too. */
  static String of(String text) {
    return escaped(text, "");
  }

  /** Of one or more lines, with tabs in them. */
  static String lines(String text) {
    return escaped(text, "\n\t");
  }

  private static String escaped(String text, String kept) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f || kept.indexOf(c) >= 0)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (kept.indexOf(point) >= 0 || isVisible(point)) {
                visible.appendCodePoint(point);
              } else {
                visible.append(escape(point));
              }
            });
    return visible.toString();
  }

  private static String escape(int point) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          String.format(
              Locale.ROOT, Character.isBmpCodePoint(point) ? "\\u%04x" : "\\u{%x}", point);
    };
  }

  private static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE ->
          false;
      // A blank that is none of the usual ones is taken for one of them.
      case Character.SPACE_SEPARATOR -> point == ' ' || point == IDEOGRAPHIC_SPACE;
      default -> !Ranges.hold(BLANK, point) && (point & 0xfffe) != 0xfffe;
    };
  }
}
