package dev.assay.transforms.insights;

import dev.assay.transforms.insights.Json.Obj;
import java.io.IOException;
import java.util.Set;

/**
 * Key or value of a message that Kafka Connect's JSON converter wrote, with or without its schema.
 */
record ConnectMessage(Json payload, ConnectSchema schema) {
  private static final Set<String> WITH_SCHEMA = Set.of("schema", "payload");

  /**
   * Reads the text of a key or value.
   *
   * @throws IOException when it is not one JSON value
   */
  static ConnectMessage read(String text) throws IOException {
    Json json = Json.read(text);
    return json instanceof Obj object && object.fields().keySet().equals(WITH_SCHEMA)
        ? new ConnectMessage(object.get("payload"), ConnectSchema.of(object.get("schema")))
        : new ConnectMessage(json, ConnectSchema.NONE);
  }
}
