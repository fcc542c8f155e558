package dev.assay.runners.simulate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code injected.json}: an {@link Injected} as a file. Traded values are exact, as strings. */
final class InjectedFile {

  static final String NAME = "injected.json";

  private static final JsonFactory JSON = new JsonFactory();

  private InjectedFile() {}

  static void write(Path file, Injected injected) throws IOException {
    WholeFile.write(
        file,
        out -> {
          try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
            DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(indenter));
            json.writeStartObject();
            writeSettings(json, injected.settings());
            json.writeNumberField("lines", injected.lines());
            json.writeObjectFieldStart("injected");
            for (Map.Entry<Fault, Long> fault : injected.faults().entrySet()) {
              json.writeNumberField(fault.getKey().key(), fault.getValue());
            }
            json.writeEndObject();
            writeExpected(json, injected);
            json.writeEndObject();
            json.writeRaw('\n');
          }
        });
  }

  private static void writeSettings(JsonGenerator json, TradeSimulation settings)
      throws IOException {
    json.writeObjectFieldStart("settings");
    json.writeNumberField("count", settings.count());
    json.writeNumberField("customers", settings.customers());
    json.writeNumberField("seed", settings.seed());
    json.writeObjectFieldStart("faults");
    for (Fault fault : Fault.ALL) {
      json.writeNumberField(fault.key(), settings.faults().share(fault));
    }
    json.writeEndObject();
    if (settings.prices().isPresent()) {
      json.writeStringField("prices", settings.prices().get().toString());
    }
    json.writeNumberField("files", settings.files());
    if (settings.rate().isPresent()) {
      json.writeNumberField("rate", settings.rate().getAsDouble());
    }
    if (settings.from().isPresent()) {
      json.writeStringField("from", settings.from().get().toString());
    }
    json.writeStringField("span", settings.span().toString());
    json.writeEndObject();
  }

  private static void writeExpected(JsonGenerator json, Injected injected) throws IOException {
    json.writeObjectFieldStart("expected");
    writeTally(json, "silver", injected.silver());
    writeTally(json, "duplicates", injected.duplicates());
    json.writeObjectFieldStart("quarantined");
    for (Map.Entry<String, Tally> rule : injected.quarantined().entrySet()) {
      writeTally(json, rule.getKey(), rule.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeTally(JsonGenerator json, String name, Tally tally) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("rows", tally.rows());
    json.writeStringField("traded_value", tally.tradedValue().toPlainString());
    json.writeEndObject();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws SimulationException if the file holds anything else
   */
  static Injected read(Path file) throws IOException {
    try {
      return new Reading(valuesByPointer(file)).injected();
    } catch (JacksonException | RuntimeException e) {
      throw new SimulationException(
          "The file "
              + file
              + " does not describe a simulation: delete its directory or choose"
              + " another one.",
          e);
    }
  }

  private static Map<String, String> valuesByPointer(Path file) throws IOException {
    Map<String, String> values = new HashMap<>();
    try (JsonParser json = JSON.createParser(file.toFile())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isScalarValue()) {
          values.put(json.getParsingContext().pathAsPointer().toString(), json.getText());
        }
      }
    }
    return values;
  }

  /** The file's values by their JSON pointer. */
  private record Reading(Map<String, String> values) {

    Injected injected() {
      Map<Fault, Long> faults = new EnumMap<>(Fault.class);
      SortedMap<String, Tally> quarantined = new TreeMap<>();
      for (Fault fault : Fault.ALL) {
        faults.put(fault, Long.valueOf(text("/injected/" + fault.key())));
        fault
            .brokenRule()
            .ifPresent(rule -> quarantined.put(rule, tally("/expected/quarantined/" + rule)));
      }
      return new Injected(
          settings(),
          Long.parseLong(text("/lines")),
          Collections.unmodifiableMap(faults),
          tally("/expected/silver"),
          tally("/expected/duplicates"),
          Collections.unmodifiableSortedMap(quarantined));
    }

    private TradeSimulation settings() {
      Map<Fault, Double> shares = new EnumMap<>(Fault.class);
      for (Fault fault : Fault.ALL) {
        shares.put(fault, Double.valueOf(text("/settings/faults/" + fault.key())));
      }
      Optional<String> rate = maybe("/settings/rate");
      return new TradeSimulation(
          Long.parseLong(text("/settings/count")),
          Integer.parseInt(text("/settings/customers")),
          Long.parseLong(text("/settings/seed")),
          Faults.of(shares),
          maybe("/settings/prices").map(Path::of),
          Integer.parseInt(text("/settings/files")),
          rate.isPresent()
              ? OptionalDouble.of(Double.parseDouble(rate.get()))
              : OptionalDouble.empty(),
          maybe("/settings/from").map(Instant::parse),
          Duration.parse(text("/settings/span")));
    }

    private Tally tally(String pointer) {
      return new Tally(
          Long.parseLong(text(pointer + "/rows")), new BigDecimal(text(pointer + "/traded_value")));
    }

    private Optional<String> maybe(String pointer) {
      return Optional.ofNullable(values.get(pointer));
    }

    private String text(String pointer) {
      return maybe(pointer)
          .orElseThrow(() -> new IllegalArgumentException("There is no value at " + pointer));
    }
  }
}
