package dev.assay.pipelines.io.files;

import dev.assay.pipelines.io.Line;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream of bytes, one after the other, with their line ends: a line feed, also
 * behind a carriage return, and where asked for a carriage return alone. So are those of UTF-16 and
 * UTF-32, which are then bytes, and no text.
 */
final class Lines {
  private final InputStream in;
  private final boolean carriageReturns;
  private byte[] buffer = new byte[256 * 1024];
  private int start;
  private int end;
  private long consumed;
  private boolean ended;
  private CodeUnit unit;

  private Lines(InputStream in, boolean carriageReturns, CodeUnit unit) {
    this.in = in;
    this.carriageReturns = carriageReturns;
    this.unit = unit;
  }

  static Lines of(InputStream in) {
    return new Lines(in, false, null);
  }

  /** Of a part of a text whose beginning told that it is no UTF-16. */
  static Lines within(InputStream in) {
    return new Lines(in, false, CodeUnit.BYTE);
  }

  /** Of a CSV text: some programs end its lines with a carriage return alone. */
  static Lines ofCsv(InputStream in) {
    return new Lines(in, true, null);
  }

  /** Bytes of the lines handed out so far. */
  long consumed() {
    return consumed;
  }

  /** How the characters of the text stand in its bytes. */
  CodeUnit unit() throws IOException {
    while (unit == null) {
      if (end - start >= CodeUnit.TELLING || ended) {
        unit = CodeUnit.of(buffer, start, end);
      } else {
        fill();
      }
    }
    return unit;
  }

  /** The next line; null after the last. */
  Line next() throws IOException {
    int width = unit().width();
    int from = start;
    while (true) {
      for (int i = from; i + width <= end; i += width) {
        if (unit.isAt(buffer, i, end, '\n') || isLoneReturn(i, width)) {
          return take(i + width);
        }
      }
      // Once more the last character: what follows a carriage return was not known yet.
      from = Math.max((end - start) / width * width - width, 0);
      if (ended) {
        return start == end ? null : take(end);
      }
      fill();
      from += start;
    }
  }

  private boolean isLoneReturn(int i, int width) {
    return carriageReturns
        && unit.isAt(buffer, i, end, '\r')
        && i + 2 * width <= end
        && !unit.isAt(buffer, i + width, end, '\n');
  }

  private Line take(int to) {
    int ending = ending(to);
    // Wider characters are no UTF-8, also where the bytes look like it: Latin letters and NULs.
    Line line =
        unit.width() == 1
            ? Line.of(buffer, start, to - start, ending)
            : Line.ofBytes(buffer, start, to - start, ending);
    consumed += to - start;
    start = to;
    return line;
  }

  private int ending(int to) {
    int width = unit.width();
    int before = to;
    if (before - width >= start && unit.isAt(buffer, before - width, to, '\n')) {
      before -= width;
    }
    if (before - width >= start && unit.isAt(buffer, before - width, to, '\r')) {
      before -= width;
    }
    return to - before;
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
}
