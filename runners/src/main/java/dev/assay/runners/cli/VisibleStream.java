package dev.assay.runners.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a person reads: whatever is printed to it becomes {@link Visible}. */
final class VisibleStream extends PrintStream {
  private final PrintStream exact;

  private VisibleStream(PrintStream exact) {
    super(new Escaping(exact), true, StandardCharsets.UTF_8);
    this.exact = exact;
  }

  static PrintStream of(PrintStream exact) {
    return exact instanceof VisibleStream ? exact : new VisibleStream(exact);
  }

  /** The stream behind it, for what a program reads, or a terminal obeys. */
  static PrintStream exact(PrintStream stream) {
    return stream instanceof VisibleStream visible ? visible.exact : stream;
  }

  /** Takes UTF-8 in pieces, and keeps the beginning of a character until its end comes. */
  private static final class Escaping extends FilterOutputStream {
    private byte[] begun = {};

    Escaping(OutputStream exact) {
      super(exact);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      byte[] all = Arrays.copyOf(begun, begun.length + length);
      System.arraycopy(bytes, offset, all, begun.length, length);
      int end = all.length - unfinished(all);
      String text = new String(all, 0, end, StandardCharsets.UTF_8);
      out.write(Visible.lines(text).getBytes(StandardCharsets.UTF_8));
      begun = Arrays.copyOfRange(all, end, all.length);
    }

    /** How many bytes at the end are the beginning of a character. */
    private static int unfinished(byte[] bytes) {
      for (int back = 1; back <= Math.min(3, bytes.length); back++) {
        int one = bytes[bytes.length - back] & 0xff;
        if (one >= 0xc0) {
          int whole = one >= 0xf0 ? 4 : one >= 0xe0 ? 3 : 2;
          return back < whole ? back : 0;
        }
        if (one < 0x80) {
          return 0;
        }
      }
      return 0;
    }
  }
}
