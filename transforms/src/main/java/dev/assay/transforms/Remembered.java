package dev.assay.transforms;

import dev.assay.schemas.Origin;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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

  /**
   * To and from bytes: some 60 besides the row's own. Texts that many rows have in common, the
   * names of sources and runs, are kept once.
   */
  static final class Codec<T extends Record> {
    private static final int DAY = 1;
    private static final int BEATEN = 2;
    private static final int ROW = 4;
    private static final int PUBLISHED = 8;
    private static final int HASH_BYTES = 32;
    private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

    private final Coder<T> rows;
    private final RowKey.Reader<T> keys;
    private final Consumer<String> newText;
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /**
     * Of this table, with no texts.
     *
     * @param newText is told a text before it is first written
     */
    Codec(Table<T> table, Consumer<String> newText) {
      this.rows = RecordCoder.of(table.type());
      this.keys = new RowKey.Reader<>(table);
      this.newText = newText;
    }

    /** The texts, in the order in which they were told. */
    List<String> texts() {
      return texts;
    }

    /** The next of the texts is this one. */
    void know(String text) {
      numbers.put(text, texts.size());
      texts.add(text);
    }

    byte[] encode(String key, Remembered<T> known) {
      Refined<T> row = known.row;
      boolean isPublished = row != null && row.origin().publishedAt() != null;
      ByteArrayOutputStream out = new ByteArrayOutputStream(192);
      try {
        out.write(
            (known.day == null ? 0 : DAY)
                | (known.beaten.isEmpty() ? 0 : BEATEN)
                | (row == null ? 0 : ROW)
                | (isPublished ? PUBLISHED : 0));
        if (row == null) {
          TEXT.encode(key, out);
        } else {
          rows.encode(row.row(), out);
        }
        if (known.day != null) {
          VarInt.encode(known.day.toEpochDay(), out);
        }
        if (!known.beaten.isEmpty()) {
          VarInt.encode(known.beaten.size(), out);
          for (String hash : known.beaten) {
            encodeHash(hash, out);
          }
        }
        if (row != null) {
          encode(row.origin(), out);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }

    private void encode(Origin origin, ByteArrayOutputStream out) throws IOException {
      VarInt.encode(number(origin.source()), out);
      VarInt.encode(origin.position(), out);
      if (origin.publishedAt() != null) {
        VarInt.encode(origin.publishedAt().getEpochSecond(), out);
        VarInt.encode(origin.publishedAt().getNano(), out);
      }
      VarInt.encode(number(origin.runId()), out);
      encodeHash(origin.rowHash(), out);
    }

    private int number(String text) {
      Integer number = numbers.get(text);
      if (number == null) {
        number = texts.size();
        newText.accept(text);
        know(text);
      }
      return number;
    }

    /** Two hexadecimal digits are a byte; in front stands how many bytes these are, or 0. */
    private static void encodeHash(String hash, ByteArrayOutputStream out) throws IOException {
      byte[] bytes = hash.length() == 2 * HASH_BYTES ? bytes(hash) : null;
      out.write(bytes == null ? 0 : HASH_BYTES);
      if (bytes == null) {
        TEXT.encode(hash, out);
      } else {
        out.write(bytes);
      }
    }

    /** Null where it is no hash such as we write it. */
    private static byte[] bytes(String hash) {
      byte[] bytes = new byte[HASH_BYTES];
      for (int i = 0; i < HASH_BYTES; i++) {
        int high = digit(hash.charAt(2 * i));
        int low = digit(hash.charAt(2 * i + 1));
        if (high < 0 || low < 0) {
          return null;
        }
        bytes[i] = (byte) (high << 4 | low);
      }
      return bytes;
    }

    private static int digit(char digit) {
      return digit >= '0' && digit <= '9'
          ? digit - '0'
          : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
    }

    private static String decodeHash(InputStream in) throws IOException {
      return in.read() == 0 ? TEXT.decode(in) : HexFormat.of().formatHex(in.readNBytes(HASH_BYTES));
    }

    Remembered<T> decode(InputStream in) {
      try {
        int marks = in.read();
        T row = null;
        if ((marks & ROW) == 0) {
          TEXT.decode(in);
        } else {
          row = rows.decode(in);
        }
        LocalDate day = (marks & DAY) == 0 ? null : LocalDate.ofEpochDay(VarInt.decodeLong(in));
        Set<String> beaten = Set.of();
        if ((marks & BEATEN) != 0) {
          beaten = new HashSet<>();
          for (int left = VarInt.decodeInt(in); left > 0; left--) {
            beaten.add(decodeHash(in));
          }
        }
        return new Remembered<>(
            day,
            row == null ? null : new Refined<>(row, origin((marks & PUBLISHED) != 0, in)),
            beaten);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Origin origin(boolean isPublished, InputStream in) throws IOException {
      String source = texts.get(VarInt.decodeInt(in));
      long position = VarInt.decodeLong(in);
      Instant publishedAt =
          isPublished ? Instant.ofEpochSecond(VarInt.decodeLong(in), VarInt.decodeInt(in)) : null;
      String runId = texts.get(VarInt.decodeInt(in));
      return new Origin(source, position, publishedAt, runId, decodeHash(in));
    }

    /** The text of the key that these bytes tell of. */
    String key(InputStream in) {
      try {
        boolean hasRow = (in.read() & ROW) != 0;
        return hasRow ? keys.of(rows.decode(in)).text() : TEXT.decode(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
