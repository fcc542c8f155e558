package dev.assay.runners.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;

/** A JSON array with one object per row and line; numbers are numbers, with all their digits. */
final class JsonPrinter implements RowPrinter {
  private static final JsonFactory JSON = new JsonFactory();

  private final PrintStream out;
  private final List<String> columns;
  private boolean first = true;

  JsonPrinter(PrintStream out, List<String> columns) {
    this.out = out;
    this.columns = columns;
    out.print("[");
  }

  @Override
  public void row(List<Object> values) {
    out.print((first ? "\n" : ",\n") + object(values));
    first = false;
  }

  private String object(List<Object> values) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
      json.writeStartObject();
      for (int i = 0; i < columns.size(); i++) {
        json.writeFieldName(columns.get(i));
        write(json, values.get(i));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString(value.toString());
    }
  }

  @Override
  public void end() {
    out.println(first ? "]" : "\n]");
  }
}
