package dev.assay.runners.simulate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.runners.simulate.SimulatedFiles.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedMarketTest {

  private static final String HEADER = "Date,High,Low,Open,Close,Volume,Adj Close,Name\n";
  private static final Path REAL_PRICES = Path.of("..", "..", "shared", "data", "stocks");
  private static final Faults FAULTS = Faults.parse("duplicates=0.05,late=0.2,cut_off=0.01");

  @TempDir Path temp;
  private Path prices;
  private Path output;

  @BeforeEach
  void choose_directories() throws IOException {
    prices = Files.createDirectory(temp.resolve("prices"));
    output = temp.resolve("output");
  }

  @Test
  void prices_stay_between_low_and_high_of_their_day() throws IOException {
    // A Friday, a Monday on which only one of two stocks was traded, and a Wednesday.
    write(
        "one.csv",
        "2020-01-03,10.199999809265137,10.100000381469727,10.1,10.1,100.0,10.1,ONE\n"
            + "2020-01-06,20.5,20.25,20.3,20.4,100.0,20.4,ONE\n"
            + "2020-01-08,30.0,30.0,30.0,30.0,100,30.0,ONE\n");
    write(
        "two.csv",
        "2020-01-03,500.0,400.0,450.0,450.0,100.0,450.0,TWO\n"
            + "2020-01-08,700.0,600.0,650.0,650.0,100.0,650.0,TWO\n");
    Injected injected = simulate(5_000, Optional.empty(), Duration.ofDays(30));
    List<Trade> trades = new SimulatedFiles(output).trades();
    assertThat(outsideTheirDay(trades, range()), empty());
    assertThat(
        trades.stream().map(RecordedMarketTest::day).collect(Collectors.toSet()),
        equalTo(days(3, 6, 8)));
    assertThat(injected.faults().get(Fault.LATE), greaterThan(600L));
  }

  @Test
  void start_and_span_choose_among_the_days() throws IOException {
    write(
        "one.csv",
        "2020-01-03,2,1,1,1,1,1,ONE\n2020-01-06,2,1,1,1,1,1,ONE\n2020-01-08,2,1,1,1,1,1,ONE\n");
    Instant monday = Instant.parse("2020-01-06T00:00:00Z");
    simulate(200, Optional.of(monday), Duration.ofDays(2));
    assertThat(
        new SimulatedFiles(output)
            .trades().stream().map(RecordedMarketTest::day).collect(Collectors.toSet()),
        equalTo(days(6)));
  }

  @Test
  void days_without_prices_are_refused_with_the_days_there_are() throws IOException {
    write("one.csv", "2020-01-03,2,1,1,1,1,1,ONE\n2020-01-06,2,1,1,1,1,1,ONE\n");
    SimulationException refusal =
        assertThrows(
            SimulationException.class,
            () ->
                simulate(
                    10, Optional.of(Instant.parse("2026-01-05T00:00:00Z")), Duration.ofDays(1)));
    assertThat(refusal.getMessage(), containsString("cover no day from 2026-01-05"));
    assertThat(refusal.getMessage(), containsString("within 2020-01-03 to 2020-01-06"));
    assertThat(Files.exists(output), equalTo(false));
  }

  @Test
  void real_prices_stay_between_low_and_high_of_their_day() throws IOException {
    assumeTrue(
        Files.isDirectory(REAL_PRICES),
        "There are no real prices at " + REAL_PRICES + ": skipped.");
    prices = REAL_PRICES;
    simulate(20_000, Optional.empty(), Duration.ofDays(60));
    List<Trade> trades = new SimulatedFiles(output).trades();
    assertThat(outsideTheirDay(trades, range()), empty());
    assertThat(trades.stream().map(Trade::symbol).distinct().count(), greaterThan(20L));
  }

  @Test
  void missing_or_empty_directory_is_refused() throws IOException {
    assertRefused("holds no daily prices", HEADER.strip());
    Files.delete(prices);
    assertRefused("There is no directory", "name one");
  }

  @Test
  void file_that_is_not_prices_is_refused_by_name_and_line() throws IOException {
    Path file = prices.resolve("one.csv");
    Files.writeString(file, "a,b,c\n");
    assertRefused("one.csv does not hold daily prices", "its header must be Date,High");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertRefused("one.csv is not text in UTF-8", "move it");
    Map<String, String> wrong =
        Map.of(
            "2020-01-03,2,1,1", "has 4 fields",
            "2020-13-03,2,1,1,1,1,1,ONE", "2020-13-03",
            "2020-01-03,high,1,1,1,1,1,ONE", "'high' is not a price",
            "2020-01-03,1,2,1,1,1,1,ONE", "Low up to High",
            "2020-01-03,1,0,1,1,1,1,ONE", "above 0",
            "2020-01-03,1e99,1,1,1,1,1,ONE", "above the highest price",
            "2020-01-03,2,1,1,1,1,1,\"ONE\"", "not a stock symbol");
    for (Map.Entry<String, String> line : wrong.entrySet()) {
      write("one.csv", "2020-01-02,2,1,1,1,1,1,ONE\n" + line.getKey() + "\n");
      assertRefused("Line 3 of", "one.csv is not a daily price", line.getValue());
    }
  }

  @Test
  void price_stated_twice_is_refused() throws IOException {
    write("one.csv", "2020-01-03,2,1,1,1,1,1,ONE\n");
    write("again.csv", "2020-01-03,2,1,1,1,1,1,ONE\n");
    assertRefused("the price of ONE on 2020-01-03 twice", "keep one");
  }

  private void assertRefused(String... words) {
    SimulationException refusal =
        assertThrows(
            SimulationException.class, () -> simulate(10, Optional.empty(), Duration.ofDays(1)));
    for (String word : words) {
      assertThat(refusal.getMessage(), containsString(word));
    }
  }

  private record Range(BigDecimal low, BigDecimal high) {}

  private static List<Trade> outsideTheirDay(List<Trade> trades, Map<String, Range> ranges) {
    return trades.stream()
        .filter(
            trade -> {
              Range range = ranges.get(trade.symbol() + day(trade));
              return range == null
                  || trade.price().compareTo(range.low()) < 0
                  || trade.price().compareTo(range.high()) > 0;
            })
        .toList();
  }

  /** Low and high by symbol and day. */
  private Map<String, Range> range() throws IOException {
    Map<String, Range> ranges = new HashMap<>();
    try (Stream<Path> files = Files.list(prices)) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          String[] fields = line.split(",");
          if (!fields[0].equals("Date")) {
            ranges.put(fields[7] + fields[0], new Range(rounded(fields[2]), rounded(fields[1])));
          }
        }
      }
    }
    return ranges;
  }

  private static BigDecimal rounded(String price) {
    return new BigDecimal(price).setScale(2, RoundingMode.HALF_UP);
  }

  private static LocalDate day(Trade trade) {
    return LocalDate.ofInstant(trade.at(), ZoneOffset.UTC);
  }

  private static Set<LocalDate> days(int... januaryDays) {
    Set<LocalDate> days = new TreeSet<>();
    for (int day : januaryDays) {
      days.add(LocalDate.of(2020, 1, day));
    }
    return days;
  }

  private void write(String name, String rows) throws IOException {
    Files.writeString(prices.resolve(name), HEADER + rows);
  }

  private Injected simulate(long count, Optional<Instant> from, Duration span) throws IOException {
    TradeSimulation settings =
        new TradeSimulation(
            count, 50, 1, FAULTS, Optional.of(prices), 3, OptionalDouble.empty(), from, span);
    return TradeSimulator.write(output, settings, lines -> {});
  }
}
