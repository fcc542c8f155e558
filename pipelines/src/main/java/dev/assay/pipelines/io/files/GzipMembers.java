package dev.assay.pipelines.io.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of a gzip file, RFC 1952: of all its members, one after the other. What stands behind
 * a member is another sound one, or zero bytes up to the end, with which some programs fill a
 * block. Java's own stream takes anything else for the end of the file, and what it holds is lost.
 */
final class GzipMembers extends InputStream {
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 contentCrc = new CRC32();
  private final CRC32 headerCrc = new CRC32();
  private int at;
  private int end;
  private int member;
  private boolean ended;

  /**
   * Reads the first header.
   *
   * @throws IOException when it is none
   */
  GzipMembers(InputStream in) throws IOException {
    this.in = in;
    readHeader();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int count = inflated(into, offset, length);
      if (count > 0) {
        contentCrc.update(into, offset, count);
        return count;
      }
      if (inflater.finished()) {
        at = end - inflater.getRemaining();
        readTrailer();
        beginNext();
      } else if (inflater.needsDictionary()) {
        throw new ZipException("member " + member + " needs a dictionary, which gzip has not");
      } else {
        give();
      }
    }
    return -1;
  }

  private int inflated(byte[] into, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(into, offset, length);
    } catch (DataFormatException e) {
      throw new ZipException("member " + member + " is damaged: " + e.getMessage());
    }
  }

  /** Gives the inflater what there is of the file. */
  private void give() throws IOException {
    if (at == end && !fill()) {
      throw new EOFException("Unexpected end of ZLIB input stream");
    }
    inflater.setInput(buffer, at, end - at);
    at = end;
  }

  private void readHeader() throws IOException {
    member++;
    headerCrc.reset();
    if (next() != 0x1F || next() != 0x8B) {
      throw new ZipException(
          member == 1
              ? "Not in GZIP format"
              : "what follows its member "
                  + (member - 1)
                  + " is neither a member nor zero bytes up to the end");
    }
    int method = next();
    int flags = next();
    if (method != DEFLATE || (flags & RESERVED) != 0) {
      throw new ZipException("member " + member + " is in a form of gzip that nobody knows");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip((int) little(2));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      long sum = headerCrc.getValue() & 0xFFFF;
      check(little(2) == sum, "header");
    }
  }

  private void readTrailer() throws IOException {
    check(little(4) == contentCrc.getValue(), "content");
    check(little(4) == (inflater.getBytesWritten() & 0xFFFF_FFFFL), "length");
  }

  private void check(boolean holds, String part) throws ZipException {
    if (!holds) {
      throw new ZipException(
          "member " + member + " is damaged: its " + part + " is not what its check sum says");
    }
  }

  /** After a member: another one, zero bytes, or the end. */
  private void beginNext() throws IOException {
    if (at == end && !fill()) {
      ended = true;
      return;
    }
    if (buffer[at] == 0) {
      passZeros();
      ended = true;
      return;
    }
    inflater.reset();
    contentCrc.reset();
    readHeader();
  }

  private void passZeros() throws IOException {
    do {
      for (; at < end; at++) {
        if (buffer[at] != 0) {
          throw new ZipException(
              "behind its member " + member + " and zero bytes stands something else");
        }
      }
    } while (fill());
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // A name or a comment, up to its end.
    }
  }

  private long little(int count) throws IOException {
    long number = 0;
    for (int i = 0; i < count; i++) {
      number |= (long) next() << (8 * i);
    }
    return number;
  }

  private int next() throws IOException {
    if (at == end && !fill()) {
      throw new EOFException("it ends too early");
    }
    int value = buffer[at++] & 0xFF;
    headerCrc.update(value);
    return value;
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, buffer.length);
    at = 0;
    end = Math.max(count, 0);
    return count > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
