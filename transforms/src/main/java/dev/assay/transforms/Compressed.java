package dev.assay.transforms;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.xerial.snappy.Snappy;

/**
 * Bytes that wait in a grouping of a bounded run, made few: a runner in one process holds all of
 * them in memory, and copies those of a group whenever it gains some more.
 */
final class Compressed {
  private Compressed() {}

  static byte[] of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  /** The first of these bytes. */
  static byte[] of(byte[] bytes, int count) {
    byte[] room = new byte[Snappy.maxCompressedLength(count)];
    try {
      int size = Snappy.compress(bytes, 0, count, room, 0);
      return java.util.Arrays.copyOf(room, size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes as they were. */
  static byte[] read(byte[] compressed) {
    try {
      return Snappy.uncompress(compressed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
