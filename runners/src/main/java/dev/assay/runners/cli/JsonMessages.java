package dev.assay.runners.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.Level;

/** One JSON object a line, of each message. A line is written whole, whoever writes at once. */
final class JsonMessages {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Whose words are what is printed to the error output past us. */
  private static final String STRAY = "stderr";

  private final PrintStream to;

  JsonMessages(PrintStream to) {
    this.to = to;
  }

  /** Writes one; null is left out. */
  void write(
      Level level, String logger, String message, Throwable thrown, String pipeline, String run) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("time", TIME.format(Instant.now()));
      json.writeStringField("level", level.toString());
      json.writeStringField("logger", logger);
      json.writeStringField("message", message);
      field(json, "pipeline", pipeline);
      field(json, "run", run);
      field(json, "exception", thrown == null ? null : trace(thrown));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (to) {
      to.write(line, 0, line.length);
      to.flush();
    }
  }

  private static void field(JsonGenerator json, String name, String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  private static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /**
   * Makes messages of what comes by other ways: lines that are printed to the error output, and
   * exceptions that end a thread.
   *
   * @return gives the latter back to whom they were with
   */
  Runnable takeOver() {
    System.setErr(new PrintStream(new Lines(), true, StandardCharsets.UTF_8));
    UncaughtExceptionHandler others = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) ->
            Messages.log(Level.ERROR, STRAY, "Thread " + thread.getName() + " has ended", e));
    return () -> Thread.setDefaultUncaughtExceptionHandler(others);
  }

  /** Takes bytes until a line is whole. */
  private static final class Lines extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int one) {
      if (one != '\n') {
        line.write(one);
        return;
      }
      String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
      line.reset();
      if (!text.isEmpty()) {
        Messages.log(Level.INFO, STRAY, text, null);
      }
    }
  }
}
