package dev.assay.transforms.insights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.AccountTransaction;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.CheckingAccount;
import dev.assay.schemas.insights.PurchaseTrend;
import dev.assay.schemas.insights.ScheduledPayment;
import dev.assay.transforms.Parsed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages in the forms that Debezium 3.0 was seen to write, about tables of this pipeline. */
final class DebeziumMessages {
  static final Instant AT = Instant.parse("2026-01-05T10:00:00.123456Z");
  static final String SHA = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  private static final String SOURCE = "kafka:bank.public.x/0@id";

  static final List<Table<?>> TABLES =
      List.of(
          PurchaseTrend.TABLE,
          CheckingAccount.TABLE,
          AccountTransaction.TABLE,
          ScheduledPayment.TABLE);

  private DebeziumMessages() {}

  static DebeziumReader reader() {
    return new DebeziumReader(TABLES);
  }

  static Parsed<ChangeEvent> parse(String key, String value) {
    return reader().parse(raw(SOURCE, key, value));
  }

  static Raw raw(String source, String key, String value) {
    return new Raw(source, 1, value, null, AT, AT, "run", SHA, null, key, null);
  }

  /** A change without schemas; the images are JSON. */
  static String change(String op, String table, String before, String after) {
    return """
        {"before":%s,"after":%s,"source":{"connector":"postgresql","ts_ms":1767607200123,\
        "ts_us":1767607200123456,"schema":"public","table":"%s","txId":754,"lsn":22131168},\
        "transaction":null,"op":"%s","ts_ms":1767607200300,"ts_us":1767607200300123}"""
        .formatted(before, after, table, op);
  }

  /** The messages of the resource by name, each as a topic would deliver it. */
  static Map<String, Raw> all() {
    Map<String, Raw> messages = new LinkedHashMap<>();
    try (InputStream file = DebeziumMessages.class.getResourceAsStream("messages.jsonl")) {
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(DebeziumMessages::fields)
          .forEach(
              message ->
                  messages.put(
                      message.get("name"),
                      raw(
                          "kafka:" + message.get("topic") + "/0@id",
                          message.get("key"),
                          message.get("value"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }

  private static Map<String, String> fields(String line) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      json.nextToken();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        fields.put(name, json.nextTextValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fields;
  }
}
