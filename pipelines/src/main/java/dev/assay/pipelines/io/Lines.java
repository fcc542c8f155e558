package dev.assay.pipelines.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a stream of bytes, one after the other, with their line ends: a line feed, also
 * behind a carriage return, and where asked for a carriage return alone.
 */
final class Lines {
  /** A line, of valid UTF-8 or else with each character standing for one byte. */
  record Line(String text, boolean utf8) {
    /** Strictly read: bytes that are no UTF-8 are never replaced by others. */
    static Line of(byte[] bytes) {
      return decoded(bytes, 0, bytes.length);
    }

    /** The text without its line end. */
    String body() {
      int end = text.length();
      if (end > 0 && text.charAt(end - 1) == '\n') {
        end--;
      }
      if (end > 0 && text.charAt(end - 1) == '\r') {
        end--;
      }
      return text.substring(0, end);
    }
  }

  private static final char REPLACEMENT = '\uFFFD';

  private final InputStream in;
  private final boolean carriageReturns;
  private byte[] buffer = new byte[256 * 1024];
  private int start;
  private int end;
  private long consumed;
  private boolean ended;

  private Lines(InputStream in, boolean carriageReturns) {
    this.in = in;
    this.carriageReturns = carriageReturns;
  }

  static Lines of(InputStream in) {
    return new Lines(in, false);
  }

  /** Of a CSV text: some programs end its lines with a carriage return alone. */
  static Lines ofCsv(InputStream in) {
    return new Lines(in, true);
  }

  /** What a payload says of its encoding, where it is not UTF-8; otherwise null. */
  static String encoding(boolean utf8) {
    return utf8 ? null : StandardCharsets.ISO_8859_1.name();
  }

  /** Bytes of the lines handed out so far. */
  long consumed() {
    return consumed;
  }

  /** The next line; null after the last. */
  Line next() throws IOException {
    int from = start;
    while (true) {
      for (int i = from; i < end; i++) {
        if (buffer[i] == '\n' || isLoneReturn(i)) {
          return take(i + 1);
        }
      }
      // Once more the last byte: what follows a carriage return was not known yet.
      from = Math.max(end - start - 1, 0);
      if (ended) {
        return start == end ? null : take(end);
      }
      fill();
      from += start;
    }
  }

  private boolean isLoneReturn(int i) {
    return carriageReturns && buffer[i] == '\r' && i + 1 < end && buffer[i + 1] != '\n';
  }

  private Line take(int to) {
    Line line = decoded(buffer, start, to - start);
    consumed += to - start;
    start = to;
    return line;
  }

  private void fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      ended = true;
    } else {
      end += read;
    }
  }

  private static Line decoded(byte[] bytes, int offset, int length) {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    // Bytes that are no UTF-8 become this character, which may also stand there by right.
    if (text.indexOf(REPLACEMENT) < 0 || isUtf8(bytes, offset, length)) {
      return new Line(text, true);
    }
    return new Line(new String(bytes, offset, length, StandardCharsets.ISO_8859_1), false);
  }

  private static boolean isUtf8(byte[] bytes, int offset, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
