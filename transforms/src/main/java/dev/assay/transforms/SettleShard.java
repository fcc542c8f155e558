package dev.assay.transforms;

import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.joda.time.Instant;

/**
 * Settles the packets of a shard of a stream, one after the other. Rows that other tables describe
 * are described when they come, and anew when what describes them changes.
 */
final class SettleShard<T extends Record> {
  private final Table<T> table;
  private final Lateness lateness;
  private final List<Described<T, ?>> describedBy = new ArrayList<>();
  private final RowKey.Reader<T> keys;
  private final Outcome<T> outcome;
  private final Settlement<T> settlement;
  private final Coder<Refined<T>> refinedCoder;
  private final Coder<Batch.Candidate<T>> candidateCoder;
  private Memory.OfDescribed<T> memory;

  /**
   * Of this table.
   *
   * @param enriched from which other tables its rows gain columns, in this order
   */
  SettleShard(
      Table<T> table, Lateness lateness, List<Enrich<T, ?>> enriched, Settled.Tags<T> tags) {
    this.table = table;
    this.lateness = lateness;
    keys = new RowKey.Reader<>(table);
    enriched.forEach(by -> describedBy.add(new Described<>(table, by, describedBy.size())));
    outcome = new Outcome<>(table, tags, true);
    settlement = new Settlement<>(table, outcome);
    refinedCoder = Refined.coder(table);
    candidateCoder = Batch.candidateCoder(table);
  }

  /** What a packet says of changes in the other table of this number. */
  static int kindOf(int reference) {
    return Change.Kind.values().length + reference;
  }

  /** Whether the packet is of new rows, which wait until all has come that silver held. */
  static boolean isFresh(byte[] packet) {
    return packet[0] == Change.Kind.GAINED.ordinal();
  }

  /** What became of the rows so far. */
  Outcome<T> outcome() {
    return outcome;
  }

  /** A memory with nothing in it. */
  LoggedMemory<T> memory() {
    return new LoggedMemory<>(table, this::places);
  }

  /** Where what describes a row is remembered. */
  private List<String> places(T row) {
    return describedBy.stream().map(each -> each.place(row)).filter(Objects::nonNull).toList();
  }

  void over(Memory.OfDescribed<T> memory) {
    this.memory = memory;
    settlement.over(memory);
  }

  void settle(byte[] packet, Instant watermark) {
    ByteArrayInputStream in = new ByteArrayInputStream(packet);
    Set<String> places = new LinkedHashSet<>();
    try {
      for (int kind = Packets.kind(in); kind >= 0; kind = Packets.kind(in)) {
        if (kind >= kindOf(0)) {
          places.add(describedBy.get(kind - kindOf(0)).take(in, memory));
        } else {
          switch (Change.kind(kind)) {
            case GAINED -> fresh(candidateCoder.decode(in), watermark);
            case HELD -> held(refinedCoder.decode(in));
            default -> settlement.beaten(refinedCoder.decode(in));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    places.forEach(place -> memory.referring(place).forEach(this::describeAnew));
  }

  private void fresh(Batch.Candidate<T> candidate, Instant watermark) {
    T row = candidate.row();
    if (table.dayOf(row).filter(day -> lateness.isLate(day, watermark)).isPresent()) {
      outcome.reject(candidate.refined(), candidate.raw(), Rejected.LATE);
      return;
    }
    for (Described<T, ?> each : describedBy) {
      T described = each.describe(row, memory);
      if (described == null) {
        outcome.reject(candidate.with(row).refined(), candidate.raw(), each.rule());
        return;
      }
      row = described;
    }
    settlement.fresh(candidate.with(row).refined(), candidate.raw());
  }

  /** Silver may have been written before what describes the row changed. */
  private void held(Refined<T> row) {
    settlement.held(row);
    if (!describedBy.isEmpty()) {
      describeAnew(memory.of(keys.of(row.row())));
    }
  }

  /** A row whose description is gone keeps the one that it had. */
  private void describeAnew(Remembered<T> standing) {
    Refined<T> former = standing.row();
    if (former == null) {
      return;
    }
    T row = former.row();
    for (Described<T, ?> each : describedBy) {
      T described = each.describe(row, memory);
      row = described == null ? row : described;
    }
    if (!row.equals(former.row())) {
      settlement.describe(standing, new Refined<>(row, former.origin()));
    }
  }
}
