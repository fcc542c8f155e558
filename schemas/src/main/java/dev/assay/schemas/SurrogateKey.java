package dev.assay.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The number of one version of a row: the first eight bytes of the SHA-256 of its natural key and
 * of the time from which it holds, so it is the same in every run and needs no counter. What is
 * hashed is a JSON object as {@link RowHash} has it: {@code
 * {"customer_id":"C-1","valid_from":"2026-01-05T18:36:40+00:00"}}. Not safe for use by several
 * threads.
 */
public final class SurrogateKey<T extends Record> {
  private static final String VALID_FROM = "valid_from";

  /** A part of the natural key; of the time where there is no column. */
  private record Part(byte[] name, Column column) {
    static Part of(String name, Column column) {
      return new Part((",\"" + name + "\":").getBytes(StandardCharsets.UTF_8), column);
    }
  }

  private final RecordShape shape;
  private final List<Part> parts;
  private final JsonBytes json = new JsonBytes();
  private final MessageDigest sha256 = RowHash.sha256();

  /**
   * Of these columns.
   *
   * @param naturalKey by which the source tells its rows apart, none absent
   */
  public SurrogateKey(Table<T> table, List<Column> naturalKey) {
    this.shape = table.shape();
    List<Part> parts = new ArrayList<>();
    naturalKey.forEach(column -> parts.add(Part.of(column.name(), column)));
    parts.add(Part.of(VALID_FROM, null));
    parts.sort(Comparator.comparing(Part::name, Arrays::compareUnsigned));
    this.parts = List.copyOf(parts);
  }

  /** Of the version that holds from this time on; of either sign. */
  public long of(T row, Instant validFrom) {
    json.clear();
    for (Part part : parts) {
      json.raw(part.name());
      if (part.column() == null) {
        json.value(Column.Kind.INSTANT, validFrom);
      } else {
        json.value(part.column().kind(), shape.get(row, part.column().index()));
      }
    }
    json.close();
    sha256.update(json.array(), 0, json.size());
    return ByteBuffer.wrap(sha256.digest()).getLong();
  }
}
