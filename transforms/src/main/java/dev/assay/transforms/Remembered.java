package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * What is remembered of one key: the row that stands, and the hashes of those that it beat. A
 * stream keeps it as bytes, which take a quarter of the memory, and decodes them only when the key
 * comes again.
 *
 * @param day the UTC day until whose end it must be remembered; null in a table without days
 * @param row null while only beaten rows are known
 */
record Remembered<T extends Record>(LocalDate day, Refined<T> row, Set<String> beaten) {
  private static final long NO_DAY = Long.MIN_VALUE;

  static <T extends Record> Remembered<T> none() {
    return new Remembered<>(null, null, Set.of());
  }

  Remembered<T> with(LocalDate day, Refined<T> row) {
    return new Remembered<>(later(this.day, day), row, beaten);
  }

  Remembered<T> beating(LocalDate day, String hash) {
    Set<String> more = new HashSet<>(beaten);
    more.add(hash);
    return new Remembered<>(later(this.day, day), row, more);
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  /** Reads only the day. */
  static LocalDate day(byte[] bytes) {
    try {
      return day(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LocalDate day(InputStream in) throws IOException {
    long day = VarInt.decodeLong(in);
    return day == NO_DAY ? null : LocalDate.ofEpochDay(day);
  }

  /** To and from bytes. */
  static final class Codec<T extends Record> {
    private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
    private final Coder<Refined<T>> rows;

    Codec(Table<T> table) {
      rows = Refined.coder(table);
    }

    byte[] encode(Remembered<T> standing) {
      try {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        VarInt.encode(standing.day == null ? NO_DAY : standing.day.toEpochDay(), out);
        VarInt.encode(standing.beaten.size(), out);
        for (String hash : standing.beaten) {
          TEXT.encode(hash, out);
        }
        if (standing.row != null) {
          rows.encode(standing.row, out);
        }
        return out.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Remembered<T> decode(byte[] bytes) {
      try {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        LocalDate day = day(in);
        Set<String> beaten = new HashSet<>();
        for (int left = VarInt.decodeInt(in); left > 0; left--) {
          beaten.add(TEXT.decode(in));
        }
        return new Remembered<>(day, in.available() == 0 ? null : rows.decode(in), beaten);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
