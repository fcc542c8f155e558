package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * What a stream remembers of one key: the row that stands, and the hashes of those that it beat.
 * Kept as bytes, which take a quarter of the memory, and decoded only when the key comes again.
 *
 * @param day the UTC day until whose end it must be remembered
 * @param row null while only beaten rows are known
 */
record Standing<T extends Record>(LocalDate day, Refined<T> row, Set<String> beaten) {

  static <T extends Record> Standing<T> none(LocalDate day) {
    return new Standing<>(day, null, Set.of());
  }

  Standing<T> with(LocalDate day, Refined<T> row) {
    return new Standing<>(later(this.day, day), row, beaten);
  }

  Standing<T> beating(LocalDate day, String hash) {
    Set<String> more = new HashSet<>(beaten);
    more.add(hash);
    return new Standing<>(later(this.day, day), row, more);
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }

  /** Reads only the day. */
  static LocalDate day(byte[] bytes) {
    try {
      return LocalDate.ofEpochDay(VarInt.decodeLong(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** To and from bytes. */
  static final class Codec<T extends Record> {
    private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
    private final Coder<Refined<T>> rows;

    Codec(Table<T> table) {
      rows = Refined.coder(table);
    }

    byte[] encode(Standing<T> standing) {
      try {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        VarInt.encode(standing.day.toEpochDay(), out);
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

    Standing<T> decode(byte[] bytes) {
      try {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        LocalDate day = LocalDate.ofEpochDay(VarInt.decodeLong(in));
        Set<String> beaten = new HashSet<>();
        for (int left = VarInt.decodeInt(in); left > 0; left--) {
          beaten.add(TEXT.decode(in));
        }
        return new Standing<>(day, in.available() == 0 ? null : rows.decode(in), beaten);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
