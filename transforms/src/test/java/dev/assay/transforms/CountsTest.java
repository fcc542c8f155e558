package dev.assay.transforms;

import static dev.assay.transforms.Payloads.raw;
import static dev.assay.transforms.Payloads.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.wealth.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class CountsTest {
  private static final String NINE = "2026-01-05T09:00:00Z";
  private static final String TEN = "2026-01-05T10:00:00Z";
  private static final String NEXT_DAY = "2026-01-06T10:00:00Z";

  private final TestStream.Builder<Rows<Raw>> events = TradeStream.events();

  /** All of ours, by name. */
  static Map<String, Long> counts(PipelineResult result) {
    MetricsFilter ours =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.inNamespace(Counts.NAMESPACE))
            .build();
    Map<String, Long> counts = new TreeMap<>();
    result
        .metrics()
        .queryMetrics(ours)
        .getCounters()
        .forEach(each -> counts.merge(each.getName().getName(), each.getAttempted(), Long::sum));
    return counts;
  }

  private static Rows<Raw> rows(long position, String... payloads) {
    List<Raw> rows = new ArrayList<>();
    for (String payload : payloads) {
      rows.add(TradeStream.raw("topic", position++, payload));
    }
    return new Rows<>(rows);
  }

  @Test
  void a_stream_counts_by_table_what_became_of_each_payload_and_by_rule_what_was_refused() {
    TradeStream stream =
        new TradeStream(2, new Lateness(0))
            .run(
                events
                    .advanceWatermarkTo(Instant.parse(NINE))
                    .addElements(
                        TimestampedValue.of(
                            rows(
                                1,
                                trade("T1", "C1", "2", "5", TEN),
                                trade("T1", "C1", "2", "5", TEN),
                                trade("T2", "nobody", "1", "1", TEN),
                                trade("T3", "C1", "-1", "0", TEN),
                                "garbage",
                                "garbage"),
                            Instant.parse(TEN)))
                    .addElements(
                        TimestampedValue.of(
                            rows(7, trade("T1", "C1", "2", "3", NINE)), Instant.parse(NINE)))
                    .advanceWatermarkTo(Instant.parse(NEXT_DAY))
                    .addElements(
                        TimestampedValue.of(
                            rows(8, trade("T4", "C1", "2", "3", TEN)), Instant.parse(TEN)))
                    .advanceWatermarkToInfinity());
    assertThat(
        stream.counts(),
        is(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("silver.trades.parsed", 8L),
                    Map.entry("silver.trades.valid", 2L),
                    Map.entry("silver.trades.duplicate", 1L),
                    Map.entry("silver.trades.displaced", 1L),
                    Map.entry("silver.trades.late", 1L),
                    Map.entry("silver.trades.quarantined", 5L),
                    Map.entry("quarantine.trades.customer_id_is_known", 1L),
                    Map.entry("quarantine.trades.quantity_is_positive", 1L),
                    Map.entry("quarantine.trades.price_is_positive", 1L),
                    Map.entry("quarantine.trades.payload_is_readable", 2L),
                    Map.entry("quarantine.trades.trade_id_is_unique", 1L),
                    Map.entry("quarantine.trades.late", 1L)))));
  }

  @Test
  void a_bounded_run_counts_the_same() {
    Pipeline p = Payloads.pipeline();
    Settled<Trade> settled =
        Payloads.of(
                p,
                "Fresh",
                List.of(
                    raw(1, trade("T1", "C1", "2", "5", TEN)),
                    raw(2, trade("T1", "C1", "2", "5", TEN)),
                    raw(3, trade("T1", "C1", "2", "3", NINE)),
                    raw(4, "garbage")))
            .apply("Refine", Refine.into(Trade.TABLE))
            .apply(
                Settle.bounded(
                    Trade.TABLE,
                    2,
                    p.apply("None held", Create.empty(Rows.coder(Refined.coder(Trade.TABLE)))),
                    p.apply("None beaten", Create.empty(Batch.coder(Trade.TABLE)))));
    PCollectionList.of(settled.rejected())
        .and(settled.contradictions())
        .apply("All rejected", Flatten.pCollections())
        .setCoder(Rows.coder(RecordCoder.of(Rejected.class)))
        .apply(Quarantine.gains());
    PipelineResult result = p.run();
    result.waitUntilFinish();
    assertThat(
        counts(result),
        is(
            new TreeMap<>(
                Map.of(
                    "silver.trades.parsed", 4L,
                    "silver.trades.valid", 1L,
                    "silver.trades.duplicate", 1L,
                    "silver.trades.displaced", 0L,
                    "silver.trades.late", 0L,
                    "silver.trades.quarantined", 2L,
                    "quarantine.trades.payload_is_readable", 1L,
                    "quarantine.trades.trade_id_is_unique", 1L))));
  }
}
