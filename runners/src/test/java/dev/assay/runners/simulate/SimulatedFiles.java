package dev.assay.runners.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a directory of simulated files holds, read without the simulator's own code. */
record SimulatedFiles(Path directory) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  record Trade(
      String tradeId,
      String customerId,
      String symbol,
      boolean sells,
      BigDecimal quantity,
      BigDecimal price,
      Instant at) {

    BigDecimal value() {
      return quantity.multiply(price);
    }
  }

  /** All files by name with their content as Latin-1 text, that is, byte for byte. */
  Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : files(directory)) {
      contents.put(
          directory.relativize(file).toString(),
          Files.readString(file, StandardCharsets.ISO_8859_1));
    }
    return contents;
  }

  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files(directory.resolve("trades"))) {
      lines.addAll(Files.readAllLines(file));
    }
    return lines;
  }

  /** The trades of all lines that are JSON, in the order of the lines. */
  List<Trade> trades() throws IOException {
    return lines().stream().map(SimulatedFiles::trade).flatMap(Optional::stream).toList();
  }

  /** The distinct trades that a bank would accept, in the order of the lines. */
  List<Trade> validTrades() throws IOException {
    Set<String> known = customerIds();
    return trades().stream()
        .distinct()
        .filter(trade -> trade.quantity().signum() > 0 && known.contains(trade.customerId()))
        .toList();
  }

  Set<String> customerIds() throws IOException {
    return Files.readAllLines(directory.resolve("customers.csv")).stream()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(',')))
        .collect(Collectors.toSet());
  }

  JsonNode injected() throws IOException {
    return JSON.readTree(directory.resolve("injected.json").toFile());
  }

  static Optional<Trade> trade(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      return Optional.of(
          new Trade(
              json.get("trade_id").textValue(),
              json.get("customer_id").textValue(),
              json.get("stock_symbol").textValue(),
              json.get("transaction_type").textValue().equals("SELL"),
              json.get("quantity").decimalValue(),
              json.get("price").decimalValue(),
              Instant.parse(json.get("transaction_time").textValue())));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
