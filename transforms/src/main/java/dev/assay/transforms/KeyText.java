package dev.assay.transforms;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * What a text must hold that names a row: two that look alike are one, and it fits the index of a
 * warehouse.
 */
final class KeyText {
  /** Below it, every character is in normal form C, whatever stands beside it. */
  private static final char FIRST_COMBINING = '\u0300';

  private KeyText() {}

  /**
   * The rule that the text breaks, as the end of its name; null where it breaks none.
   *
   * @param maxBytes of its UTF-8; 0 where there is no limit
   */
  static String broken(String text, int maxBytes) {
    if (isTooLong(text, maxBytes)) {
      return "has_at_most_" + maxBytes + "_bytes";
    }
    boolean ascii = isPrintableAscii(text);
    if (text.isBlank()) {
      return null; // That is for the table's own check to tell, beside whatever else it breaks.
    }
    if (!ascii && text.codePoints().anyMatch(Invisible::is)) {
      return "has_no_invisible_characters";
    }
    if (text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ') {
      return "has_no_blanks_at_its_ends";
    }
    boolean plain = ascii || text.chars().allMatch(c -> c < FIRST_COMBINING);
    return plain || Normalizer.isNormalized(text, Normalizer.Form.NFC)
        ? null
        : "is_in_normal_form_c";
  }

  /** Most texts are, and a stream of their characters costs more than all else about them. */
  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isTooLong(String text, int maxBytes) {
    return maxBytes > 0
        // No character has more than three bytes: most texts need not be counted.
        && text.length() > maxBytes / 3
        && (text.length() > maxBytes || text.getBytes(StandardCharsets.UTF_8).length > maxBytes);
  }
}
