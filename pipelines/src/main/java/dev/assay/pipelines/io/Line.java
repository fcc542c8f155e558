package dev.assay.pipelines.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A line, or another piece of text: of valid UTF-8, or else with each character standing for one
 * byte.
 *
 * @param ending how many of its last characters are its line end
 */
public record Line(String text, int ending, boolean utf8) {
  private static final char REPLACEMENT = '\uFFFD';

  /** Strictly read: bytes that are no UTF-8 are never replaced by others. */
  public static Line of(byte[] bytes) {
    return of(bytes, 0, bytes.length, 0);
  }

  /** Some of the bytes, as strictly read, with so long a line end. */
  public static Line of(byte[] bytes, int offset, int length, int ending) {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    // Bytes that are no UTF-8 become this character, which may also stand there by right.
    if (text.indexOf(REPLACEMENT) < 0 || isUtf8(bytes, offset, length)) {
      return new Line(text, ending, true);
    }
    return ofBytes(bytes, offset, length, ending);
  }

  /** Some of the bytes, which are no UTF-8, also where they look like it. */
  public static Line ofBytes(byte[] bytes, int offset, int length, int ending) {
    return new Line(new String(bytes, offset, length, StandardCharsets.ISO_8859_1), ending, false);
  }

  private static boolean isUtf8(byte[] bytes, int offset, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The text without its line end. */
  public String body() {
    return text.substring(0, text.length() - ending);
  }

  /** What a payload says of its encoding, where it is not UTF-8; otherwise null. */
  public static String encoding(boolean utf8) {
    return utf8 ? null : StandardCharsets.ISO_8859_1.name();
  }
}
