package dev.assay.transforms.insights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;

/**
 * Position and time of a message, read off its text without the rest of it: for a source, which
 * needs them of every message before any is parsed. Null is what the message does not tell, or what
 * stands behind a place where it is no JSON.
 */
final class MessageHead {
  private Long lsn;
  private Instant changedAt;

  private MessageHead() {}

  static MessageHead of(String payload) {
    int start = payload.startsWith("\uFEFF") ? 1 : 0;
    try (JsonParser json =
        Json.FACTORY.createParser(start == 0 ? payload : payload.substring(start))) {
      return of(json);
    } catch (IOException unreadable) {
      return new MessageHead();
    }
  }

  static MessageHead of(byte[] payload) {
    try (JsonParser json = Json.FACTORY.createParser(payload)) {
      return of(json);
    } catch (IOException unreadable) {
      return new MessageHead();
    }
  }

  Long lsn() {
    return lsn;
  }

  Instant changedAt() {
    return changedAt;
  }

  private static MessageHead of(JsonParser json) throws IOException {
    MessageHead head = new MessageHead();
    if (json.nextToken() == JsonToken.START_OBJECT) {
      head.readMessage(json, true);
    }
    return head;
  }

  /** Reads fields until the source is known: it tells everything, and rows come before it. */
  private void readMessage(JsonParser json, boolean mayHaveSchema) throws IOException {
    Fields times = new Fields();
    boolean isOfTransaction = false;
    boolean isOfTimes = true;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      if (token == JsonToken.START_OBJECT && name.equals("source")) {
        readSource(json);
        return;
      }
      if (token == JsonToken.START_OBJECT && name.equals("payload") && mayHaveSchema) {
        readMessage(json, false);
        return;
      }
      isOfTransaction |= name.equals("event_count");
      isOfTimes &= Envelope.TIMES.contains(name) || name.equals("schema");
      times.take(name, json);
    }
    // The time of any other message is when it was written, not when something happened.
    if (isOfTransaction || isOfTimes) {
      changedAt = times.instant();
    }
  }

  private void readSource(JsonParser json) throws IOException {
    Fields source = new Fields();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      source.take(name, json);
    }
    // Not before its end: a number at the end of a text that was cut short may lack digits.
    lsn = Source.lsn(source.lsn);
    changedAt = source.instant();
  }

  /** The fields of an object that matter here. */
  private static final class Fields {
    private Long lsn;
    private Long micros;
    private Long millis;
    private Long nanos;

    void take(String name, JsonParser json) throws IOException {
      switch (name) {
        case "lsn" -> lsn = whole(json);
        case "ts_us" -> micros = whole(json);
        case "ts_ms" -> millis = whole(json);
        case "ts_ns" -> nanos = whole(json);
        default -> json.skipChildren();
      }
    }

    Instant instant() {
      return EventTimes.of(micros, millis, nanos);
    }

    private static Long whole(JsonParser json) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        return Json.whole(json.getText());
      }
      json.skipChildren();
      return null;
    }
  }
}
