package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** Runs of a derived table on the DirectRunner. The rows of a day come in that day's window. */
final class DeriveRuns<S extends Record, G extends Record> {
  private final Derive<S, G> derive;
  private final Random random;

  DeriveRuns(Derive<S, G> derive, Random random) {
    this.derive = derive;
    this.random = random;
  }

  /** What a bounded run makes of rows that come in parts of any size. */
  Outputs<Rows<G>> bounded(int shards, List<S> all) {
    List<TimestampedValue<Rows<S>>> parts = new ArrayList<>();
    Map<Instant, List<S>> days = new TreeMap<>();
    all.forEach(row -> days.computeIfAbsent(day(row), d -> new ArrayList<>()).add(row));
    days.forEach(
        (day, rows) -> {
          for (int from = 0; from < rows.size(); ) {
            int to = Math.min(rows.size(), from + 1 + random.nextInt(5));
            parts.add(TimestampedValue.of(new Rows<>(List.copyOf(rows.subList(from, to))), day));
            from = to;
          }
        });
    Pipeline p = Payloads.pipeline();
    Outputs<Rows<G>> out =
        Outputs.of(
            p.apply(
                    Create.timestamped(parts)
                        .withCoder(Rows.coder(RecordCoder.of(derive.source().type()))))
                .apply("Daily", Windows.daily())
                .apply(derive.bounded(shards)));
    p.run().waitUntilFinish();
    return out;
  }

  /**
   * What a stream states, of statements that come in this order.
   *
   * @param packet how many of them come together, more or less
   */
  List<Restated<G>> streamed(int shards, int packet, List<Restated<S>> deliveries) {
    TestStream.Builder<Rows<Restated<S>>> events =
        TestStream.create(Rows.coder(Restated.coder(derive.source())));
    Map<Instant, List<Restated<S>>> open = new TreeMap<>();
    for (Restated<S> each : deliveries) {
      Instant day = day(each.row());
      open.computeIfAbsent(day, d -> new ArrayList<>()).add(each);
      if (random.nextInt(packet) == 0) {
        events = events.addElements(packet(day, open.remove(day)));
      }
    }
    for (Map.Entry<Instant, List<Restated<S>>> rest : open.entrySet()) {
      events = events.addElements(packet(rest.getKey(), rest.getValue()));
    }
    Pipeline p = Payloads.pipeline();
    Outputs<Rows<Restated<G>>> out =
        Outputs.of(
            p.apply(events.advanceWatermarkToInfinity())
                .apply("Daily", Windows.dailyUntil(new Lateness(1)))
                .apply(derive.unbounded(shards)));
    p.run().waitUntilFinish();
    return Outputs.flat(out);
  }

  private static <S extends Record> TimestampedValue<Rows<Restated<S>>> packet(
      Instant day, List<Restated<S>> rows) {
    return TimestampedValue.of(new Rows<>(List.copyOf(rows)), day);
  }

  private Instant day(S row) {
    long day = derive.source().dayOf(row).orElse(Ledgers.DAY).toEpochDay();
    return new Instant(day * 86_400_000);
  }

  /** What stands in the end, and of what: random rows, stated in any order and some twice. */
  record Ended(List<String> table, List<String> expected) {}

  Ended anyOrder(DerivationTest.Replayed.Draw<S> draw) {
    Map<RowKey, Restated<S>> newest = new HashMap<>();
    RowKey.Reader<S> keys = new RowKey.Reader<>(derive.source());
    List<Restated<S>> deliveries = new ArrayList<>();
    for (int i = 1; i < 120; i++) {
      Restated<S> row = new Restated<>(draw.row(random), random.nextInt(4) > 0, i);
      newest.put(keys.of(row.row()), row);
      deliveries.add(row);
      if (random.nextInt(4) == 0) {
        deliveries.add(row);
      }
    }
    Collections.shuffle(deliveries, random);
    List<Restated<G>> told = streamed(1 + random.nextInt(4), 1 + random.nextInt(15), deliveries);
    return new Ended(
        table(told),
        Ledgers.expected(
            derive, newest.values().stream().filter(Restated::stands).map(Restated::row).toList()));
  }

  /** Of each key the newest statement, where it stands. */
  List<String> table(List<Restated<G>> statements) {
    RowKey.Reader<G> keys = new RowKey.Reader<>(derive.into());
    Map<RowKey, Restated<G>> newest = new HashMap<>();
    for (Restated<G> each : statements) {
      newest.merge(keys.of(each.row()), each, (a, b) -> a.number() > b.number() ? a : b);
    }
    return Ledgers.texts(
        derive.into(),
        newest.values().stream().filter(Restated::stands).map(Restated::row).toList());
  }
}
