package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.Raw;
import dev.assay.schemas.wealth.Trade;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Trades of three days that repeat and contradict each other, in one bounded run, and as a stream
 * after a bounded run over some of them.
 */
final class RandomTrades {
  private static final Map<Integer, RandomTrades> KNOWN = new ConcurrentHashMap<>();
  private static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");

  final Runs<Trade> whole = new Runs<>(Trade.TABLE, 3);
  final Runs<Trade> before = new Runs<>(Trade.TABLE, 2);
  final TradeStream stream;
  private final Random random;
  private final Map<Long, Raw> bronze = new HashMap<>();

  /** Those of a seed, run once for all tests. */
  static RandomTrades of(int seed) {
    return KNOWN.computeIfAbsent(seed, RandomTrades::new);
  }

  private RandomTrades(int seed) {
    random = new Random(seed);
    List<Raw> all = raws();
    all.forEach(raw -> bronze.put(raw.position(), raw));
    whole.run(all);
    assertThat(whole.failures(), is(empty()));
    assertThat("rows that contradict", whole.contradictions(), is(not(empty())));
    Collections.shuffle(all, random);
    int held = seed % 3 == 0 ? 0 : random.nextInt(all.size());
    before.run(all.subList(0, held));
    // No day of these closes while the stream runs.
    Lateness lateness = new Lateness(random.nextBoolean() ? null : 2);
    stream = new TradeStream(1 + random.nextInt(3), lateness);
    stream
        .after(before.held().stream().map(TradeStream::described).toList(), before.beaten())
        .run(events(all.subList(held, all.size())));
  }

  Raw payload(long position) {
    return bronze.get(position);
  }

  private List<Raw> raws() {
    List<Raw> raws = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      String payload =
          """
          {"trade_id":"T%d","customer_id":"C%d","stock_symbol":"S%d","transaction_type":"%s",\
          "quantity":%s,"price":%d,"transaction_time":"2026-01-0%dT%02d:00:00Z"}"""
              .formatted(
                  random.nextInt(30),
                  1 + random.nextInt(2),
                  random.nextInt(13),
                  random.nextBoolean() ? "BUY" : "SELL",
                  List.of("1", "1.0", "\"1\"", "2", "0").get(random.nextInt(5)),
                  1 + random.nextInt(2),
                  5 + random.nextInt(3),
                  random.nextInt(2));
      boolean again = i > 0 && random.nextInt(3) == 0;
      String text = again ? raws.get(random.nextInt(i)).payload() : payload;
      raws.add(Payloads.raw(i, text));
    }
    return raws;
  }

  private TestStream<Rows<Raw>> events(List<Raw> raws) {
    TestStream.Builder<Rows<Raw>> events = TradeStream.events();
    Instant watermark = BEGIN;
    for (int from = 0; from < raws.size(); ) {
      int to = Math.min(raws.size(), from + 1 + random.nextInt(12));
      Instant time = BEGIN.plus(Duration.standardMinutes(random.nextInt(3 * 24 * 60)));
      events = events.addElements(TimestampedValue.of(new Rows<>(raws.subList(from, to)), time));
      from = to;
      if (random.nextInt(3) == 0) {
        watermark = watermark.plus(Duration.standardMinutes(1 + random.nextInt(8 * 60)));
        if (watermark.isBefore(BEGIN.plus(Duration.standardDays(3)))) {
          events = events.advanceWatermarkTo(watermark);
        }
      }
      if (random.nextInt(3) == 0) {
        events = events.advanceProcessingTime(TradeStream.INTERVAL_PASSES);
      }
    }
    return events.advanceWatermarkToInfinity();
  }
}
