package dev.assay.runners.simulate;

import dev.assay.pipelines.io.kafka.TopicWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * Writes simulated stock trades: {@code trades/trades-00000.jsonl} and so on, the {@code
 * customers.csv} they refer to, and last {@code injected.json}, which states what was injected. The
 * same settings give the same bytes.
 */
public final class TradeSimulator {

  private static final int LINES_PER_REPORT = 10_000;

  private final TradeSimulation settings;
  private final TradeLines lines;
  private final Pace pace;
  private final LongConsumer progress;
  private final LineBuffer line = new LineBuffer();
  private long written;

  private TradeSimulator(TradeSimulation settings, TradeLines lines, LongConsumer progress) {
    this.settings = settings;
    this.lines = lines;
    this.pace = new Pace("lines", settings.rate());
    this.progress = progress;
  }

  /**
   * Writes into a directory, which is made if need be. If it holds the result of the same settings
   * already, nothing is written.
   *
   * @param progress is told now and then, and at the end, how many lines are written
   * @return what was injected
   * @throws SimulationException if the directory holds other trades or the prices cannot be used
   */
  public static Injected write(Path directory, TradeSimulation settings, LongConsumer progress)
      throws IOException {
    Path trades = directory.resolve("trades");
    if (isWrittenTo(directory)) {
      return earlierResult(directory, settings);
    }
    Simulated simulated = simulated(settings);
    Files.createDirectories(trades);
    WholeFile.write(directory.resolve("customers.csv"), simulated.customers()::writeTo);
    new TradeSimulator(settings, simulated.lines(), progress).writeTrades(trades);
    InjectedFile.write(directory.resolve(InjectedFile.NAME), simulated.lines().injected());
    return simulated.lines().injected();
  }

  /**
   * Writes the customers into a file, and sends the same lines as {@link #write} would write to a
   * topic.
   *
   * @param progress is told now and then, and at the end, how many lines are sent
   * @return what was injected
   */
  public static Injected send(
      TopicWriter topic, Path customers, TradeSimulation settings, LongConsumer progress)
      throws IOException {
    Simulated simulated = simulated(settings);
    WholeFile.write(customers.toAbsolutePath(), simulated.customers()::writeTo);
    new TradeSimulator(settings, simulated.lines(), progress).sendTo(topic);
    return simulated.lines().injected();
  }

  private record Simulated(CustomerFile customers, TradeLines lines) {}

  private static Simulated simulated(TradeSimulation settings) throws IOException {
    Optional<Path> prices = settings.prices();
    Market market = prices.isPresent() ? RecordedMarket.read(prices.get()) : new WalkingMarket();
    EventClock clock = market.clock(settings.from(), settings.span());
    SplittableRandom random = new SplittableRandom(settings.seed());
    return new Simulated(
        new CustomerFile(settings.customers(), clock.start(), random.split()),
        new TradeLines(settings, market, clock, random.split()));
  }

  private void sendTo(TopicWriter topic) {
    while (written < settings.count()) {
      lines.next(line);
      topic.send(line.copy());
      pace.await(++written);
      if (written % LINES_PER_REPORT == 0) {
        progress.accept(written);
      }
    }
    topic.flush();
    progress.accept(written);
  }

  /** Whether trades lie there already, and {@link #write} will write no others. */
  public static boolean isWrittenTo(Path directory) throws IOException {
    Path trades = directory.resolve("trades");
    if (!Files.isDirectory(trades)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(trades, "[!.]*")) {
      return files.iterator().hasNext();
    }
  }

  private static Injected earlierResult(Path directory, TradeSimulation settings)
      throws IOException {
    Path file = directory.resolve(InjectedFile.NAME);
    if (!Files.exists(file)) {
      throw refused(
          directory, "without " + InjectedFile.NAME + ", so not of a complete simulation");
    }
    Injected earlier = InjectedFile.read(file);
    if (!earlier.settings().givesTheSameAs(settings)) {
      throw refused(directory, "simulated with other settings (see " + file + ")");
    }
    return earlier;
  }

  private static SimulationException refused(Path directory, String which) {
    return new SimulationException(
        "The directory "
            + directory
            + " already holds trades, "
            + which
            + ": delete it or choose another one.");
  }

  private void writeTrades(Path trades) throws IOException {
    long files = Math.min(settings.files(), settings.count());
    for (long file = 0; file < files; file++) {
      long end =
          settings.count() / files * (file + 1) + Math.min(file + 1, settings.count() % files);
      WholeFile.write(trades.resolve(name(file)), out -> writeUntil(end, out));
    }
    progress.accept(written);
  }

  private void writeUntil(long end, OutputStream out) throws IOException {
    while (written < end) {
      lines.next(line);
      line.append('\n').writeTo(out);
      pace.await(++written);
      if (written % LINES_PER_REPORT == 0) {
        progress.accept(written);
      }
    }
  }

  private static String name(long file) {
    return String.format(Locale.ROOT, "trades-%05d.jsonl", file);
  }
}
