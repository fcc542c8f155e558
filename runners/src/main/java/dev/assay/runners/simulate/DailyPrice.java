package dev.assay.runners.simulate;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.MalformedInputException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The range of a stock's prices on one day, in cents. */
record DailyPrice(String symbol, LocalDate day, long lowCents, long highCents) {

  private static final String HEADER = "Date,High,Low,Open,Close,Volume,Adj Close,Name";
  private static final Pattern SYMBOL = Pattern.compile("[A-Za-z0-9.^=-]{1,20}");
  private static final BigDecimal HIGHEST = new BigDecimal(10_000_000);

  DailyPrice {
    if (!SYMBOL.matcher(symbol).matches()) {
      throw new IllegalArgumentException("'" + symbol + "' is not a stock symbol");
    }
    if (lowCents <= 0 || lowCents > highCents) {
      throw new IllegalArgumentException("its prices are not above 0 with Low up to High");
    }
  }

  /** All prices of all {@code .csv} files in a directory. */
  static List<DailyPrice> readAll(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new SimulationException(
          "There is no directory " + directory + ": name one that holds daily price files.");
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.csv")) {
      found.forEach(files::add);
    }
    List<DailyPrice> prices = new ArrayList<>();
    for (Path file : files.stream().sorted().toList()) {
      read(file, prices);
    }
    if (prices.isEmpty()) {
      throw new SimulationException(
          "The directory "
              + directory
              + " holds no daily prices: put .csv files with the header "
              + HEADER
              + " there.");
    }
    return prices;
  }

  private static void read(Path file, List<DailyPrice> prices) throws IOException {
    List<String> lines = lines(file);
    if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
      throw new SimulationException(
          "The file "
              + file
              + " does not hold daily prices: its header must be "
              + HEADER
              + "; mend the file or move it elsewhere.");
    }
    for (int row = 1; row < lines.size(); row++) {
      try {
        prices.add(parse(lines.get(row)));
      } catch (IllegalArgumentException | DateTimeException e) {
        throw new SimulationException(
            "Line "
                + (row + 1)
                + " of "
                + file
                + " is not a daily price, because "
                + e.getMessage()
                + ": mend the line or move the file elsewhere.",
            e);
      }
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new SimulationException(
          "The file " + file + " is not text in UTF-8: mend the file or move it elsewhere.", e);
    }
  }

  private static DailyPrice parse(String line) {
    List<String> fields = Arrays.asList(line.strip().split(",", -1));
    if (fields.size() != 8) {
      throw new IllegalArgumentException("it has " + fields.size() + " fields instead of 8");
    }
    return new DailyPrice(
        fields.get(7), LocalDate.parse(fields.get(0)), cents(fields.get(2)), cents(fields.get(1)));
  }

  private static long cents(String text) {
    BigDecimal price;
    try {
      price = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a price", e);
    }
    if (price.abs().compareTo(HIGHEST) > 0) {
      throw new IllegalArgumentException("'" + text + "' is above the highest price " + HIGHEST);
    }
    return price.setScale(2, RoundingMode.HALF_UP).unscaledValue().longValueExact();
  }
}
