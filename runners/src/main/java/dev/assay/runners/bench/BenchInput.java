package dev.assay.runners.bench;

import dev.assay.pipelines.io.FixedLocale;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes the trades and customers that the same job on other engines is measured with: about 3 % of
 * the lines repeat an earlier trade, 0.1 % are cut off, 0.1 % have a quantity of 0 or less, 0.1 %
 * name an unknown customer. The same arguments give the same bytes.
 */
public final class BenchInput {
  private static final int FILES = 4;
  private static final int CUSTOMERS = 50_000;
  static final int DAYS = 30;
  private static final long FIRST = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();

  private final SplittableRandom random = new SplittableRandom(42);
  private final Duration days;
  private final int hotKey;
  private final int hotDay;
  private long next;

  BenchInput(int days) {
    this(days, 0, 0);
  }

  /**
   * Of trades over so many days.
   *
   * @param hotKey how many percent are of one customer in one stock, beside those of chance
   * @param hotDay how many percent are of the first day, beside those of chance
   */
  BenchInput(int days, int hotKey, int hotDay) {
    this.days = Duration.ofDays(days);
    this.hotKey = hotKey;
    this.hotDay = hotDay;
  }

  /**
   * Arguments: number of lines, folder, over how many days the trades lie, 30 by default, and how
   * many percent of them are of one customer and stock, and of the first day.
   */
  public static void main(String[] args) throws IOException {
    FixedLocale.set();
    long lines = Long.parseLong(args[0]);
    Path folder = Files.createDirectories(Path.of(args[1]));
    BenchInput input =
        new BenchInput(number(args, 2, DAYS), number(args, 3, 0), number(args, 4, 0));
    for (int file = 0; file < FILES; file++) {
      input.writeTrades(folder.resolve("trades-" + file + ".jsonl"), lines / FILES);
    }
    writeCustomers(folder.resolve("customers.csv"));
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private void writeTrades(Path file, long lines) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (long i = 0; i < lines; i++) {
        boolean repeated = random.nextInt(100) < 3 && next > 200;
        out.write(line(repeated ? next - 1 - random.nextInt(200) : next++));
        out.write('\n');
      }
    }
  }

  /** A trade's line depends on its number only, so that it can be repeated. */
  String line(long id) {
    SplittableRandom trade = new SplittableRandom(id * 31 + 7);
    int symbol = (int) Math.floor(500 * Math.pow(trade.nextDouble(), 2));
    int fault = trade.nextInt(1000);
    long quantity = fault == 0 ? -trade.nextInt(3) : 1 + trade.nextInt(500);
    int customer = fault == 1 ? 99_000_000 : 10_000 + trade.nextInt(CUSTOMERS);
    if (hotKey > 0 && trade.nextInt(100) < hotKey) {
      symbol = 0;
      customer = 10_000;
    }
    long span =
        hotDay > 0 && trade.nextInt(100) < hotDay ? Duration.ofDays(1).toMillis() : days.toMillis();
    long cents = 100 + 37L * symbol + trade.nextInt(20_000);
    String line =
        String.format(
            Locale.ROOT,
            "{\"trade_id\":\"T%010d\",\"customer_id\":\"C%d\",\"stock_symbol\":\"S%03d\","
                + "\"transaction_type\":\"%s\",\"quantity\":%d,\"price\":%d.%02d,"
                + "\"transaction_time\":\"%s\"}",
            id,
            customer,
            symbol,
            trade.nextInt(5) < 3 ? "BUY" : "SELL",
            quantity,
            cents / 100,
            cents % 100,
            time(FIRST + trade.nextLong(span)));
    return trade.nextInt(1000) == 0 ? line.substring(0, line.length() / 2) : line;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString().replaceFirst("(:\\d\\d)Z", "$1.000Z");
  }

  private static void writeCustomers(Path file) throws IOException {
    String[] risks = {"LOW", "MEDIUM", "HIGH"};
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("customer_id,name,risk_category\n");
      for (int i = 0; i < CUSTOMERS; i++) {
        out.write("C" + (10_000 + i) + ",Customer " + i + "," + risks[i % 3] + "\n");
      }
    }
  }
}
