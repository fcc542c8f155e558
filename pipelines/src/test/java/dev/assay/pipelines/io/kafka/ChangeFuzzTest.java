package dev.assay.pipelines.io.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.FuzzedGold;
import dev.assay.pipelines.GoldSink;
import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.io.lake.ReadParquet;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Capture;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.Payload;
import dev.assay.transforms.Quarantine;
import dev.assay.transforms.Reconcile;
import dev.assay.transforms.Refine;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Settle;
import dev.assay.transforms.Settled;
import dev.assay.transforms.Totals;
import dev.assay.transforms.insights.DebeziumReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaRecordCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes of every value and metadata, on their way from the topic through each stage to files,
 * bounded and as a stream: nothing stops one, and {@code read = valid + quarantined + duplicate +
 * late}.
 */
@Timeout(300)
class ChangeFuzzTest {
  private static final int SHARDS = 3;
  private static final int BUNDLE = 100;
  private static final List<Table<?>> TABLES = Insights.BANK;
  private static final Lateness NEVER = new Lateness(null);
  private static final Table<ChangeEvent> EVENTS = ChangeEvent.TABLE.within("insights");
  private static final StoredRows<Refined<ChangeEvent>> SILVER = StoredRows.refined(EVENTS);
  private static final StoredRows<Rejected> QUARANTINE = StoredRows.of(Rejected.table(EVENTS));
  private static final StoredRows<Raw> BRONZE = StoredRows.of(Raw.table(EVENTS));

  @TempDir Path lake;

  private final List<TimestampedValue<Payload>> payloads = new ArrayList<>();
  private final Pipeline pipeline = Pipeline.create();

  /** As a topic gives them, and a reader stamps them. */
  private void read(long seed) throws Exception {
    EventTimeWatermark watermark =
        new EventTimeWatermark(
            DebeziumReader.changedAt(),
            Optional.empty(),
            Clock.fixed(MessageFuzzTest.NOW, ZoneOffset.UTC));
    NullableCoder<byte[]> bytes = NullableCoder.of(ByteArrayCoder.of());
    for (ConsumerRecord<byte[], byte[]> record : new ExtremeChanges(seed).records()) {
      KafkaRecord<byte[], byte[]> read =
          CoderUtils.clone(
              KafkaRecordCoder.of(bytes, bytes), MessageFuzzTest.batch(List.of(record)));
      Instant stamp = watermark.getTimestampForRecord(MessageFuzzTest.busy(), read);
      payloads.add(TimestampedValue.of(MessageFuzzTest.payloads(read).get(0), stamp));
    }
  }

  @Test
  void bounded_run_accounts_for_each_and_makes_versions_of_them() throws Exception {
    read(1);
    List<Payload> all = payloads.stream().map(TimestampedValue::getValue).toList();
    PCollection<Batch<ChangeEvent>> batches =
        refined(
            pipeline.apply(
                Create.of(List.of(new Rows<>(all)))
                    .withCoder(Rows.coder(RecordCoder.of(Payload.class)))));
    Settled<ChangeEvent> kept =
        batches.apply(Settle.bounded(ChangeEvent.TABLE, SHARDS, held(), beaten()));
    assertAccounted(
        PCollectionList.of(kept.totals())
            .and(kept.rejected().apply("Count rejected", Quarantine.gains()))
            .and(kept.contradictions().apply("Count beaten", Quarantine.gains())));
    PCollection<Rows<Refined<ChangeEvent>>> silver =
        throughFiles("silver", SILVER, kept.gained("Gained"));
    throughFiles("quarantine", QUARANTINE, kept.rejected());

    Map<Table<?>, PCollection<?>> gold = new HashMap<>();
    FuzzedGold.bounded(
        Insights.FLOW,
        SHARDS,
        ChangeEvent.TABLE,
        silver,
        new GoldSink() {
          @Override
          public <G extends Record> void gold(Table<G> table, PCollection<Rows<G>> rows) {
            StoredRows<G> stored = StoredRows.of(table.within("insights"));
            gold.put(table, throughFiles(table.name(), stored, rows));
          }
        });
    @SuppressWarnings("unchecked")
    PCollection<Rows<RowVersion>> versions =
        (PCollection<Rows<RowVersion>>) gold.get(RowVersion.TABLE);
    PAssert.that(versions.apply("Each version", ParDo.of(new EachOf<RowVersion>())))
        .satisfies(ChangeFuzzTest::assertOrdered);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void stream_accounts_for_each_and_follows_its_rows() throws Exception {
    read(2);
    TestStream.Builder<Rows<Payload>> events =
        TestStream.create(Rows.coder(RecordCoder.of(Payload.class)));
    for (int from = 0; from < payloads.size(); from += BUNDLE) {
      List<TimestampedValue<Rows<Payload>>> some =
          payloads.subList(from, Math.min(from + BUNDLE, payloads.size())).stream()
              .map(ChangeFuzzTest::alone)
              .toList();
      events = events.addElements(some.get(0), rest(some));
      events = events.advanceProcessingTime(Duration.standardSeconds(1));
    }
    PCollection<Batch<ChangeEvent>> batches =
        refined(pipeline.apply(events.advanceWatermarkToInfinity()));
    Settled<ChangeEvent> settled =
        batches.apply(
            Settle.unbounded(ChangeEvent.TABLE, SHARDS, NEVER, held(), beaten(), List.of()));
    assertAccounted(
        PCollectionList.of(settled.totals())
            .and(settled.rejected().apply("Count rejected", Quarantine.gains()))
            .and(settled.contradictions().apply("Count beaten", Quarantine.gains())));
    throughFiles("quarantine", QUARANTINE, settled.rejected());

    @SuppressWarnings("unchecked")
    PCollection<Rows<Restated<RowVersion>>> restated =
        (PCollection<Rows<Restated<RowVersion>>>)
            FuzzedGold.unbounded(
                    Insights.FLOW, SHARDS, Map.of(ChangeEvent.TABLE, settled.changes()))
                .get(RowVersion.TABLE);
    PAssert.that(restated.apply("Each", ParDo.of(new EachOf<Restated<RowVersion>>())))
        .satisfies(
            all -> {
              Map<String, RowVersion> standing = new HashMap<>();
              all.forEach(
                  each -> {
                    RowVersion row = each.row();
                    String key = row.changedTable() + row.rowKey() + row.lsn();
                    if (each.stands()) {
                      standing.put(key, row);
                    } else {
                      standing.remove(key);
                    }
                  });
              return assertOrdered(standing.values());
            });
    pipeline.run().waitUntilFinish();
  }

  private static TimestampedValue<Rows<Payload>> alone(TimestampedValue<Payload> each) {
    return TimestampedValue.of(new Rows<>(List.of(each.getValue())), each.getTimestamp());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <E> TimestampedValue<E>[] rest(List<TimestampedValue<E>> elements) {
    return elements.subList(1, elements.size()).toArray(new TimestampedValue[0]);
  }

  private PCollection<Batch<ChangeEvent>> refined(PCollection<Rows<Payload>> read) {
    PCollection<Rows<Raw>> raws =
        read.apply("Capture", Capture.payloadsOf(ChangeEvent.TABLE.name()).at(DebeziumReader::lsn));
    return throughFiles("bronze", BRONZE, raws)
        .apply("Refine", Refine.into(ChangeEvent.TABLE).readBy(() -> new DebeziumReader(TABLES)));
  }

  private PCollection<Rows<Refined<ChangeEvent>>> held() {
    return pipeline.apply("Held", Create.empty(Rows.coder(Refined.coder(ChangeEvent.TABLE))));
  }

  private PCollection<Batch<ChangeEvent>> beaten() {
    return pipeline
        .apply("Beaten", Create.empty(Rows.coder(RecordCoder.of(Raw.class))))
        .apply("Refine beaten", Refine.into(ChangeEvent.TABLE));
  }

  /** Written and read again. */
  private <E> PCollection<Rows<E>> throughFiles(
      String label, StoredRows<E> stored, PCollection<Rows<E>> rows) {
    return rows.apply("Write " + label, WriteParquet.to(stored, lake.toString()))
        .apply("Read " + label, ReadParquet.of(stored));
  }

  private void assertAccounted(PCollectionList<ControlTotal> totals) {
    long sent = payloads.size();
    PAssert.that(totals.apply("All totals", Flatten.pCollections()))
        .satisfies(
            each -> {
              Totals sum = new Totals();
              each.forEach(sum::add);
              Map<String, Long> rows = new HashMap<>();
              sum.list().forEach(total -> rows.merge(total.stage(), total.rows(), Long::sum));
              assertThat(rows.toString(), rows.get(ControlTotal.READ), is(sent));
              assertThat(Reconcile.failures(sum.list()), is(empty()));
              for (String stage :
                  List.of(ControlTotal.VALID, ControlTotal.QUARANTINED, ControlTotal.DUPLICATE)) {
                assertThat(stage + " of " + rows, rows.get(stage), greaterThan(5L));
              }
              return null;
            });
  }

  /** No version ends before it begins, and there are some. */
  private static Void assertOrdered(Iterable<RowVersion> versions) {
    int seen = 0;
    for (RowVersion version : versions) {
      seen++;
      boolean ends = version.validTo() != null;
      assertThat(
          version.toString(), ends && version.validTo().isBefore(version.validFrom()), is(false));
    }
    assertThat(seen, greaterThan(20));
    return null;
  }

  private static final class EachOf<E> extends DoFn<Rows<E>, E> {
    @ProcessElement
    public void process(@Element Rows<E> rows, OutputReceiver<E> out) {
      rows.list().forEach(out::output);
    }
  }
}
