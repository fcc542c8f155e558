package dev.assay.runners.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assay.schemas.Column;
import dev.assay.schemas.Rejected;
import dev.assay.transforms.PayloadParser;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The values in a payload that broke its rules: those of the columns with which rules begin. */
record BlamedValues(List<Column> columns) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(new JsonNodeFactory(true))
          .build();

  /** As {@code column=value}, with commas between; empty where no rule is one of a column's. */
  String of(Rejected rejected) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String rule : rejected.rules().split(",")) {
      column(rule)
          .ifPresent(name -> value(rejected, name).ifPresent(value -> values.put(name, value)));
    }
    return values.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Of {@code trade} and {@code trade_id}, the longer one is meant by {@code trade_id_is_text}. */
  private Optional<String> column(String rule) {
    return columns.stream()
        .map(Column::name)
        .filter(name -> rule.startsWith(name + "_"))
        .max(Comparator.comparing(String::length));
  }

  private static Optional<String> value(Rejected rejected, String column) {
    try {
      return rejected.header() == null
          ? inJson(JSON.readTree(rejected.payload()), column)
          : inCsv(rejected, column);
    } catch (JsonProcessingException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<String> inCsv(Rejected rejected, String column) {
    List<String> names =
        PayloadParser.fields(rejected.header()).stream().map(String::strip).toList();
    List<String> fields = PayloadParser.fields(rejected.payload());
    int index = names.indexOf(column);
    return index < 0 || index >= fields.size() ? Optional.empty() : Optional.of(fields.get(index));
  }

  /** Of the payload itself; or, of a change, of the row after it, or else before it. */
  private static Optional<String> inJson(JsonNode payload, String column) {
    JsonNode change = payload.path("payload").isObject() ? payload.get("payload") : payload;
    return Stream.of(payload, change.path("after"), change.path("before"))
        .filter(node -> node.hasNonNull(column))
        .map(node -> node.get(column))
        .map(value -> value.isTextual() ? value.asText() : value.toString())
        .findFirst();
  }
}
