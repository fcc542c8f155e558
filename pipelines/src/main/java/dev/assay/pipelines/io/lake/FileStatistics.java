package dev.assay.pipelines.io.lake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.schemas.Column;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * How many rows a file has, and the least and greatest value and the number of absent ones of the
 * columns that people filter by, as Delta's log has them: readers pass over files that hold nothing
 * they look for.
 *
 * <p>Kernel 3.3 only writes the number of rows. The log is read by many who may not read the rows,
 * so it shows no personal value, and of texts only those that name a row.
 */
final class FileStatistics {
  private static final JsonFactory JSON =
      new JsonFactory().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

  private static final ObjectMapper TREES = new ObjectMapper();

  private final List<WrittenColumn> all;
  private final List<WrittenColumn> columns;
  private long rows;

  /**
   * Of the file that these columns write, still without rows.
   *
   * @param told those of them whose bounds are told
   */
  FileStatistics(List<WrittenColumn> all, List<WrittenColumn> told) {
    this.all = all;
    this.columns = told;
  }

  /** Whether the bounds of this column may stand in the log, and serve anyone there. */
  static boolean mayTell(Column column) {
    return column.mask().isEmpty()
        && switch (column.kind()) {
          case TEXT -> column.isIdentifier();
          case BOOLEAN -> false;
          case CHOICE, DECIMAL, INSTANT, DATE, INT, LONG -> true;
        };
  }

  /** All columns but a derived day. */
  List<WrittenColumn> columns() {
    return all;
  }

  /** Writes the values of a row, in the order of the columns. */
  void write(Object[] row, RecordConsumer to) {
    rows++;
    for (int i = 0; i < row.length; i++) {
      all.get(i).write(row[i], to);
    }
  }

  long rows() {
    return rows;
  }

  /** As the protocol of Delta has the statistics of a file. */
  String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("numRecords", rows);
      json.writeObjectFieldStart("minValues");
      for (WrittenColumn column : columns) {
        write(json, column.name(), column.least(), false);
      }
      json.writeEndObject();
      json.writeObjectFieldStart("maxValues");
      for (WrittenColumn column : columns) {
        write(json, column.name(), column.greatest(), true);
      }
      json.writeEndObject();
      json.writeObjectFieldStart("nullCount");
      for (WrittenColumn column : columns) {
        json.writeNumberField(column.name(), column.absent());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Whether a file may hold a row with this value.
   *
   * @param statistics as {@link #read} gives them
   * @param value a text, or a number without decimals
   */
  static boolean mayHold(JsonNode statistics, String column, Object value) {
    JsonNode least = statistics.path("minValues").path(column);
    JsonNode greatest = statistics.path("maxValues").path(column);
    if (value instanceof Number number) {
      return (!least.isIntegralNumber() || least.longValue() <= number.longValue())
          && (!greatest.isIntegralNumber() || number.longValue() <= greatest.longValue());
    }
    byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
    return (!least.isTextual() || Arrays.compareUnsigned(bytes(least), text) <= 0)
        && (!greatest.isTextual() || Arrays.compareUnsigned(text, bytes(greatest)) <= 0);
  }

  /** Those of a file, to be asked; where nobody told, any file may hold anything. */
  static JsonNode read(String statistics) {
    try {
      return TREES.readTree(statistics == null ? "{}" : statistics);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("statistics are not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static byte[] bytes(JsonNode text) {
    return text.textValue().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator json, String name, Object bound, boolean greatest)
      throws IOException {
    Object value = bound == null ? null : StatisticsBound.of(bound, greatest);
    if (value instanceof BigDecimal number) {
      json.writeNumberField(name, number);
    } else if (value instanceof Number number) {
      json.writeNumberField(name, number.longValue());
    } else if (value != null) {
      json.writeStringField(name, value.toString());
    }
  }
}
