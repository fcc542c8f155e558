package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rule of silver gives in a stream what it gives in one bounded run over the whole: under any
 * order, duplication, restore and packet size, of tables with and without versions and event time.
 */
class SettleShardTest {
  private static final Clock WATERMARK = new Clock(Instant.parse("2026-01-06T00:00:00Z"));

  static Stream<Arguments> quotes() {
    return Quotes.ALL.stream()
        .flatMap(each -> IntStream.range(0, 6).mapToObj(seed -> Arguments.of(each, seed)));
  }

  /** What is told of rows: which silver has, what quarantine has, and the totals. */
  private record Books<T extends Record>(
      List<Refined<T>> silver, List<String> quarantine, Totals totals) {
    Books() {
      this(new ArrayList<>(), new ArrayList<>(), new Totals());
    }

    Books<T> copy() {
      Totals copied = new Totals();
      totals.list().forEach(copied::add);
      return new Books<>(new ArrayList<>(silver), new ArrayList<>(quarantine), copied);
    }

    void take(Change<T> change) {
      switch (change.kind()) {
        case GAINED -> silver.add(change.refined());
        case LOST -> assertThat("lost what silver has: " + change, silver.remove(change.refined()));
        default -> {}
      }
    }

    void total(ControlTotal total) {
      if (!total.stage().equals(ControlTotal.DISPLACED)) {
        totals.add(total);
      }
    }

    List<T> rows() {
      return Runs.sorted(silver.stream().map(Refined::row).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("quotes")
  <T extends Record> void a_stream_comes_to_what_one_bounded_run_comes_to(
      Quotes<T> quotes, int seed) {
    Random random = new Random(seed);
    List<Batch.Candidate<T>> all = quotes.candidates(160, random);
    Books<T> whole = bounded(quotes.table(), all, all, 1 + random.nextInt(3));
    if (quotes.table().version().isEmpty()) {
      assertThat(whole.quarantine(), is(not(empty())));
    }
    List<Batch.Candidate<T>> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    int before = seed % 3 == 0 ? 0 : random.nextInt(shuffled.size());
    Books<T> books = bounded(quotes.table(), all, shuffled.subList(0, before), 2);
    stream(quotes, all, shuffled.subList(before, shuffled.size()), books, random);

    assertThat(books.rows(), is(whole.rows()));
    assertThat(Runs.sorted(books.quarantine()), is(Runs.sorted(whole.quarantine())));
    assertThat(Runs.scaled(books.totals().list()), is(Runs.scaled(whole.totals().list())));
  }

  private static <T extends Record> Books<T> bounded(
      Table<T> table, List<Batch.Candidate<T>> all, List<Batch.Candidate<T>> some, int shards) {
    Pipeline p = Payloads.pipeline();
    Coder<Batch<T>> batches = Batch.coder(table);
    PCollection<Batch<T>> fresh =
        p.apply("Fresh", Create.of(new Batch<>(some, List.of(), List.of())).withCoder(batches));
    Settled<T> settled =
        fresh.apply(
            Settle.bounded(
                table,
                shards,
                p.apply("None held", Create.empty(Rows.coder(Refined.coder(table)))),
                p.apply("None beaten", Create.empty(batches))));
    Outputs<Rows<Change<T>>> changes = Outputs.of(settled.changes());
    Outputs<Rows<dev.assay.schemas.Rejected>> beaten = Outputs.of(settled.contradictions());
    Outputs<ControlTotal> totals = Outputs.of(settled.totals());
    p.run().waitUntilFinish();
    Books<T> books = new Books<>();
    Outputs.flat(changes).forEach(books::take);
    Outputs.flat(beaten).forEach(row -> books.quarantine().add(Quotes.said(all, row.position())));
    totals.list().forEach(books::total);
    return books;
  }

  /** Bundles are lost now and then, after they were settled, and come again in another order. */
  private static <T extends Record> void stream(
      Quotes<T> quotes,
      List<Batch.Candidate<T>> all,
      List<Batch.Candidate<T>> rest,
      Books<T> books,
      Random random) {
    int shards = 1 + random.nextInt(3);
    Lateness lateness = new Lateness(random.nextBoolean() ? null : 5);
    List<LogInMemory> states = new ArrayList<>();
    IntStream.range(0, shards).forEach(i -> states.add(new LogInMemory()));
    Settled.Tags<T> tags = new Settled.Tags<>();
    SettleUnbounded<T> step = new SettleUnbounded<>(quotes.table(), lateness, List.of(), tags);
    step.setup();
    Settling<T> settling = new Settling<>(step, tags, all);
    for (Packet packet : known(quotes.table(), all, books, shards, random)) {
      settling.settle(packet, states, books);
    }
    for (int from = 0; from < rest.size(); ) {
      int to = Math.min(rest.size(), from + 1 + random.nextInt(40));
      List<Batch.Candidate<T>> some = new ArrayList<>(rest.subList(from, to));
      if (random.nextBoolean()) {
        List<LogInMemory> saved = states.stream().map(LogInMemory::copy).toList();
        Books<T> lost = books.copy();
        for (Packet packet : fresh(quotes.table(), some, shards, random)) {
          settling.settle(packet, saved, lost);
        }
        Collections.shuffle(some, random);
      }
      for (Packet packet : fresh(quotes.table(), some, shards, random)) {
        settling.settle(packet, states, books);
      }
      from = to;
    }
  }

  private record Packet(int shard, byte[] bytes) {}

  private record Settling<T extends Record>(
      SettleUnbounded<T> step, Settled.Tags<T> tags, List<Batch.Candidate<T>> all) {
    void settle(Packet packet, List<LogInMemory> states, Books<T> books) {
      LogInMemory state = states.get(packet.shard());
      Sent sent = new Sent();
      step.process(
          KV.of(packet.shard(), packet.bytes()),
          state.packets(),
          state.mark(),
          null,
          new LogInMemory.Value<>(),
          WATERMARK,
          WATERMARK,
          sent);
      each(sent, tags.changes(), books::take);
      each(sent, tags.rejected(), row -> books.quarantine().add(row.payload()));
      each(
          sent,
          tags.contradictions(),
          row -> books.quarantine().add(Quotes.said(all, row.position())));
      sent.to(tags.totals()).forEach(books::total);
    }
  }

  private static <E> void each(Sent sent, TupleTag<Rows<E>> output, Consumer<E> taker) {
    sent.to(output).forEach(rows -> rows.list().forEach(taker));
  }

  private static <T extends Record> List<Packet> known(
      Table<T> table, List<Batch.Candidate<T>> all, Books<T> books, int shards, Random random) {
    RowKey.Reader<T> keys = new RowKey.Reader<>(table);
    List<Packet> ready = new ArrayList<>();
    Packets packets = new Packets(shards, (shard, bytes) -> ready.add(new Packet(shard, bytes)));
    for (Refined<T> row : books.silver()) {
      int shard = keys.of(row.row()).shard(shards);
      packets.add(shard, Change.Kind.HELD.ordinal(), row, Refined.coder(table));
    }
    packets.flush();
    for (Batch.Candidate<T> each : all) {
      if (books.quarantine().contains(each.row().toString())) {
        int shard = keys.of(each.row()).shard(shards);
        packets.add(shard, Change.Kind.REFUSED.ordinal(), each.refined(), Refined.coder(table));
      }
    }
    packets.flush();
    Collections.shuffle(ready, random);
    return ready;
  }

  private static <T extends Record> List<Packet> fresh(
      Table<T> table, List<Batch.Candidate<T>> some, int shards, Random random) {
    RowKey.Reader<T> keys = new RowKey.Reader<>(table);
    List<Packet> ready = new ArrayList<>();
    Packets packets = new Packets(shards, (shard, bytes) -> ready.add(new Packet(shard, bytes)));
    for (Batch.Candidate<T> each : some) {
      int shard = keys.of(each.row()).shard(shards);
      packets.add(shard, Change.Kind.GAINED.ordinal(), each, Batch.candidateCoder(table));
      if (random.nextInt(4) == 0) {
        packets.flush();
      }
    }
    packets.flush();
    return ready;
  }
}
