package dev.assay.runners;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import dev.assay.transforms.PayloadParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one trade costs at each step that every trade takes. Rows differ, so branches are real. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TradeBenchmark {
  private static final int ROWS = 1024;

  private final RecordCoder<Trade> coder = RecordCoder.of(Trade.class);
  private final RowHash<Trade> hash = new RowHash<>(Trade.TABLE);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
  private final Trade[] trades = new Trade[ROWS];
  private final PayloadParser<Trade> parser = new PayloadParser<>(Trade.TABLE);
  private final String[] payloads = new String[ROWS];
  private final byte[][] encoded = new byte[ROWS][];
  private int next;

  public TradeBenchmark() {
    for (int i = 0; i < ROWS; i++) {
      trades[i] = trade(i);
      payloads[i] = payload(trades[i]);
      encoded[i] = bytesOf(trades[i]);
    }
  }

  @Benchmark
  public Object parse() {
    return parser.parse(payloads[next()], null, null);
  }

  @Benchmark
  public int encode() throws IOException {
    out.reset();
    coder.encode(trades[next()], out);
    return out.size();
  }

  @Benchmark
  public Trade decode() throws IOException {
    return coder.decode(new ByteArrayInputStream(encoded[next()]));
  }

  @Benchmark
  public String hash() {
    return hash.of(trades[next()]);
  }

  private int next() {
    return next++ & (ROWS - 1);
  }

  private byte[] bytesOf(Trade trade) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      coder.encode(trade, bytes);
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static String payload(Trade trade) {
    return ("{\"trade_id\":\"%s\",\"customer_id\":\"%s\",\"stock_symbol\":\"%s\","
            + "\"transaction_type\":\"%s\",\"quantity\":%s,\"price\":%s,"
            + "\"transaction_time\":\"%s\"}")
        .formatted(
            trade.tradeId(),
            trade.customerId(),
            trade.stockSymbol(),
            trade.transactionType(),
            trade.quantity(),
            trade.price(),
            trade.transactionTime());
  }

  private static Trade trade(int i) {
    return new Trade(
        "T-%08d".formatted(i * 7919),
        "C-%05d".formatted(i % 300),
        "S%02d".formatted(i % 40),
        TransactionType.values()[i % 2],
        BigDecimal.valueOf(10_000L + i * 2_500L, 4),
        BigDecimal.valueOf(1_000_000L + i * 137L, 4),
        "USD",
        Instant.ofEpochSecond(1_767_225_600L + i, (i % 1_000) * 1_000_000),
        null,
        null);
  }
}
