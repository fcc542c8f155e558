package dev.assay.transforms;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Map;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * Reads from a JSON payload when its event happened, and nothing else, as {@link PayloadParser}
 * would: for a source that needs the time before the payload is parsed. Null where the payload does
 * not tell it.
 */
public final class EventTimeReader<T extends Record>
    implements SerializableFunction<byte[], Instant> {
  private static final char REPLACEMENT = '\uFFFD';

  private final Table<T> table;
  private transient volatile Map<String, Column> columns;

  private EventTimeReader(Table<T> table) {
    this.table = table;
  }

  public static <T extends Record> EventTimeReader<T> of(Table<T> table) {
    return new EventTimeReader<>(table);
  }

  @Override
  public Instant apply(byte[] payload) {
    Time time = new Time();
    try {
      JsonFields.read(text(payload), columns(), time);
    } catch (IOException unreadable) {
      return null;
    }
    return time.value instanceof LocalDate day
        ? day.atStartOfDay(ZoneOffset.UTC).toInstant()
        : (Instant) time.value;
  }

  private Map<String, Column> columns() {
    if (columns == null) {
      columns =
          table
              .eventTime()
              .filter(column -> !column.added())
              .map(column -> Map.of(column.name(), column))
              .orElse(Map.of());
    }
    return columns;
  }

  private static String text(byte[] payload) throws CharacterCodingException {
    String text = new String(payload, StandardCharsets.UTF_8);
    // Bytes that are no UTF-8 become this character, which may also stand there by right.
    return text.indexOf(REPLACEMENT) < 0
        ? text
        : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
  }

  /** The last time that the payload tells, as its row would have it. */
  private static final class Time implements JsonFields.Field {
    private Object value;

    @Override
    public void read(Column column, String text, boolean fits) {
      if (fits && text != null && !text.isEmpty()) {
        value = Values.parse(column, text, new ArrayList<>(0));
      }
    }
  }
}
