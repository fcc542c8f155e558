package dev.assay.pipelines.io.files;

/**
 * How characters such as a line feed stand in the bytes of a text: as one byte in UTF-8 and what is
 * like it, as one byte among zeros in UTF-16 and UTF-32. The latter are not read, but their lines
 * are told apart, so that each counts once.
 *
 * @param width bytes of such a character
 * @param place which of them is not zero, from 0
 */
record CodeUnit(int width, int place) {
  static final CodeUnit BYTE = new CodeUnit(1, 0);

  /** How many bytes of a text tell. */
  static final int TELLING = 8;

  private static final int[][] MARKS = {
    {0xFF, 0xFE, 0, 0}, {0, 0, 0xFE, 0xFF}, {0xFF, 0xFE}, {0xFE, 0xFF}
  };
  private static final CodeUnit[] OF_MARKS = {
    new CodeUnit(4, 0), new CodeUnit(4, 3), new CodeUnit(2, 0), new CodeUnit(2, 1)
  };

  /** Of a text that begins with these bytes, by its byte-order mark or its zeros. */
  static CodeUnit of(byte[] bytes, int from, int to) {
    for (int i = 0; i < MARKS.length; i++) {
      if (startsWith(bytes, from, to, MARKS[i])) {
        return OF_MARKS[i];
      }
    }
    for (CodeUnit unit : OF_MARKS) {
      if (unit.hasZerosOf(bytes, from, to)) {
        return unit;
      }
    }
    return BYTE;
  }

  private static boolean startsWith(byte[] bytes, int from, int to, int[] mark) {
    for (int i = 0; i < mark.length; i++) {
      if (from + i >= to || (bytes[from + i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether zeros stand where they do in Latin letters of this width, and nowhere else. */
  private boolean hasZerosOf(byte[] bytes, int from, int to) {
    if (to - from < TELLING) {
      return false;
    }
    for (int i = 0; i < TELLING; i++) {
      if ((bytes[from + i] == 0) == (i % width == place)) {
        return false;
      }
    }
    return true;
  }

  /** Whether this ASCII character stands at a place of the text. */
  boolean isAt(byte[] bytes, int from, int to, char c) {
    if (from + width > to || bytes[from + place] != c) {
      return false;
    }
    for (int i = 0; i < width; i++) {
      if (i != place && bytes[from + i] != 0) {
        return false;
      }
    }
    return true;
  }
}
