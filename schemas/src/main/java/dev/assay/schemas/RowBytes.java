package dev.assay.schemas;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one row, to write at the end and read from the start. The byte array streams of
 * java.io lock for every byte; this does not, and a row goes through a stream in one piece.
 */
final class RowBytes {
  private byte[] bytes;
  private int size;
  private int at;

  RowBytes() {
    bytes = new byte[128];
  }

  /** These bytes, to be read. */
  RowBytes(byte[] bytes) {
    this.bytes = bytes;
    size = bytes.length;
  }

  int size() {
    return size;
  }

  /** The bytes, and beyond {@link #size} others. */
  byte[] array() {
    return bytes;
  }

  void clear() {
    size = 0;
  }

  boolean isRead() {
    return at == size;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  void flag(boolean flag) {
    room(1);
    bytes[size++] = (byte) (flag ? 1 : 0);
  }

  boolean flag() {
    return bytes[at++] == 1;
  }

  /** Seven bits a byte, the lowest first; the top bit says that more follow. */
  void unsigned(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  long unsigned() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  /** A number near zero is short, whatever its sign. */
  void signed(long value) {
    unsigned((value << 1) ^ (value >> 63));
  }

  long signed() {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  void text(String text) {
    binary(text.getBytes(StandardCharsets.UTF_8));
  }

  String text() {
    int length = (int) unsigned();
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  /** At the contract's scale: 1.0 and 1.00 are one value. */
  void decimal(BigDecimal value, int scale) {
    BigDecimal scaled = value.setScale(scale);
    // 18 digits always fit a long; this keeps most decimals off BigInteger.
    boolean fits = scaled.precision() <= 18 || scaled.unscaledValue().bitLength() < Long.SIZE;
    flag(!fits);
    if (fits) {
      signed(scaled.scaleByPowerOfTen(scale).longValue());
    } else {
      binary(scaled.unscaledValue().toByteArray());
    }
  }

  BigDecimal decimal(int scale) {
    if (!flag()) {
      return BigDecimal.valueOf(signed(), scale);
    }
    int length = (int) unsigned();
    at += length;
    return new BigDecimal(new BigInteger(bytes, at - length, length), scale);
  }

  private void binary(byte[] value) {
    unsigned(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
