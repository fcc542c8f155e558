package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.transforms.Contest.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.transforms.DoFn;
import org.joda.time.Instant;

/** The rows of one shard while a packet of it is settled. */
final class Settlement<T extends Record> {
  private final Table<T> table;
  private final Lateness lateness;
  private final Settled.Tags<T> tags;
  private final Counts.Silver counts;
  private final Counts.Quarantined quarantined;
  private final Contest<T> contest;
  private final RowKey.Reader<T> keys;
  private final Standing.Codec<T> codec;
  private final Coder<Refined<T>> refinedCoder;
  private final Coder<Batch.Candidate<T>> candidateCoder;

  private MapState<String, byte[]> rows;
  private Instant watermark;
  private LocalDate earliest;
  private final Totals totals = new Totals();
  private List<Change<T>> changes = new ArrayList<>();
  private List<Rejected> rejected = new ArrayList<>();
  private List<Rejected> contradictions = new ArrayList<>();

  Settlement(Table<T> table, Lateness lateness, Settled.Tags<T> tags) {
    this.table = table;
    this.lateness = lateness;
    this.tags = tags;
    counts = new Counts.Silver(table);
    quarantined = new Counts.Quarantined(table.name());
    contest = new Contest<>(table);
    keys = new RowKey.Reader<>(table);
    codec = new Standing.Codec<>(table);
    refinedCoder = Refined.coder(table);
    candidateCoder = Batch.candidateCoder(table);
  }

  void begin(MapState<String, byte[]> rows, Instant watermark) {
    this.rows = rows;
    this.watermark = watermark;
    earliest = null;
  }

  /** The earliest day of a row that the packet made the shard remember; null if of none. */
  LocalDate earliest() {
    return earliest;
  }

  void settle(byte[] packet) {
    ByteArrayInputStream in = new ByteArrayInputStream(packet);
    try {
      for (int kind = in.read(); kind >= 0; kind = in.read()) {
        switch (kind) {
          case Contest.FRESH -> fresh(candidateCoder.decode(in));
          case Contest.HELD -> held(refinedCoder.decode(in));
          default -> beaten(candidateCoder.decode(in));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void held(Refined<T> row) {
    LocalDate day = day(row.row());
    String key = keys.of(row.row()).text();
    Standing<T> known = known(key, day);
    keep(key, known.with(day, row));
    changes.add(new Change<>(Change.Kind.HELD, row));
  }

  private void beaten(Batch.Candidate<T> candidate) {
    LocalDate day = day(candidate.row());
    String key = keys.of(candidate.row()).text();
    keep(key, known(key, day).beating(day, candidate.rowHash()));
  }

  private void fresh(Batch.Candidate<T> candidate) {
    T row = candidate.row();
    LocalDate day = day(row);
    if (lateness.isLate(day, watermark)) {
      reject(candidate, Rejected.LATE);
      return;
    }
    String key = keys.of(row).text();
    Refined<T> refined = candidate.refined();
    Standing<T> known = known(key, day);
    String says = candidate.rowHash();
    boolean repeated = known.row() != null && known.row().origin().rowHash().equals(says);
    if (repeated || known.beaten().contains(says)) {
      count(ControlTotal.DUPLICATE, row, 1);
    } else if (isBetter(refined, known)) {
      stands(key, known, day, refined);
    } else {
      reject(candidate, table.uniqueness());
      changes.add(new Change<>(Change.Kind.REFUSED, refined));
      keep(key, known.beating(day, says));
    }
  }

  /** What beat a row whose day is open, and is not known itself, is of a closed day: earlier. */
  private boolean isBetter(Refined<T> row, Standing<T> known) {
    Refined<T> than = known.row();
    if (than == null) {
      return known.beaten().isEmpty();
    }
    return contest.order().compare(new Entry<>(Contest.FRESH, row), new Entry<>(Contest.HELD, than))
        < 0;
  }

  private void stands(String key, Standing<T> known, LocalDate day, Refined<T> row) {
    Refined<T> former = known.row();
    Standing<T> now = known.with(day, row);
    if (former != null) {
      changes.add(new Change<>(Change.Kind.LOST, former));
      count(ControlTotal.VALID, former.row(), -1);
      count(ControlTotal.DISPLACED, former.row(), 1);
      count(ControlTotal.QUARANTINED, former.row(), 1);
      contradictions.add(contest.contradiction(former));
      now = now.beating(day, former.origin().rowHash());
    }
    changes.add(new Change<>(Change.Kind.GAINED, row));
    count(ControlTotal.VALID, row.row(), 1);
    keep(key, now);
  }

  private void reject(Batch.Candidate<T> candidate, String rule) {
    T row = candidate.row();
    rejected.add(
        Rejected.of(
            Layer.SILVER,
            table.name(),
            List.of(rule),
            candidate.raw(),
            day(row),
            table.amountOf(row)));
  }

  private void count(String stage, T row, int sign) {
    Amount amount = table.amountOf(row);
    totals.add(table.name(), stage, day(row), sign, sign < 0 ? amount.negate() : amount);
  }

  private Standing<T> known(String key, LocalDate day) {
    byte[] bytes = rows.get(key).read();
    return bytes == null ? Standing.none(day) : codec.decode(bytes);
  }

  private void keep(String key, Standing<T> standing) {
    rows.put(key, codec.encode(standing));
    if (earliest == null || standing.day().isBefore(earliest)) {
      earliest = standing.day();
    }
  }

  private LocalDate day(T row) {
    return table.dayOf(row).orElseThrow();
  }

  void send(DoFn.MultiOutputReceiver out) {
    if (!changes.isEmpty()) {
      out.get(tags.changes()).output(new Rows<>(changes));
      changes = new ArrayList<>();
    }
    if (!rejected.isEmpty()) {
      out.get(tags.rejected()).output(new Rows<>(rejected));
      rejected = new ArrayList<>();
    }
    List<ControlTotal> told = totals.drain();
    // Each row that silver lost contradicts the one that took its place.
    counts.settled(told, contradictions.size());
    quarantined.gained(table.uniqueness(), contradictions.size());
    if (!contradictions.isEmpty()) {
      out.get(tags.contradictions()).output(new Rows<>(contradictions));
      contradictions = new ArrayList<>();
    }
    told.forEach(out.get(tags.totals())::output);
  }
}
