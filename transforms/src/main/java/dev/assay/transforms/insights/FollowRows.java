package dev.assay.transforms.insights;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.Change;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Windows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Follows the rows of source tables through the changes of a stream: tells what becomes of their
 * versions. Whatever the order of the changes, the last word on a version is the same.
 *
 * <p>The changes of a row are kept, for an earlier one may come later. Truncations go to all
 * shards. Nothing is told before all has come that silver held when the stream began; then
 * everything is told from the beginning of each row, so that what was told by a run before, and is
 * not so, is taken back.
 */
public final class FollowRows
    extends PTransform<
        PCollection<Rows<Change<ChangeEvent>>>, PCollection<Rows<Change<RowVersion>>>> {
  private static final Coder<ChangeEvent> EVENT = RecordCoder.of(ChangeEvent.class);
  private static final int LOST = 1;

  private final MovedRows moved;
  private final int shards;

  private FollowRows(MovedRows moved, int shards) {
    this.moved = moved;
    this.shards = shards;
  }

  /**
   * Of these tables.
   *
   * @param shards of the state, by a hash of the row's key
   */
  public static FollowRows of(List<Table<?>> tables, int shards) {
    return new FollowRows(MovedRows.of(tables), shards);
  }

  @Override
  public PCollection<Rows<Change<RowVersion>>> expand(
      PCollection<Rows<Change<ChangeEvent>>> changes) {
    return changes
        .apply("Spread changes by row", ParDo.of(new Spread(moved, shards)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
        .apply("Follow every row", ParDo.of(new Follow()))
        .setCoder(Rows.coder(Change.coder(RowVersion.TABLE)));
  }

  /** The shards that a change concerns: that of its row, all for a truncation, or none. */
  static IntStream shards(ChangeEvent event, int shards) {
    if (event.isOfRow()) {
      return IntStream.of(shard(event, shards));
    }
    return event.operation() == Operation.TRUNCATE ? IntStream.range(0, shards) : IntStream.empty();
  }

  /** The shard of a row. */
  static int shard(ChangeEvent event, int shards) {
    int hash = 31 * event.changedTable().hashCode() + event.rowKey().hashCode();
    return Math.floorMod(hash ^ hash >>> 16, shards);
  }

  private static final class Spread extends DoFn<Rows<Change<ChangeEvent>>, KV<Integer, byte[]>> {
    private final MovedRows moved;
    private final int shards;

    Spread(MovedRows moved, int shards) {
      this.moved = moved;
      this.shards = shards;
    }

    @ProcessElement
    public void process(
        @Element Rows<Change<ChangeEvent>> changes, OutputReceiver<KV<Integer, byte[]>> out)
        throws IOException {
      Map<Integer, ByteArrayOutputStream> packets = new HashMap<>();
      for (Change<ChangeEvent> change : changes.list()) {
        int lost = change.kind() == Change.Kind.LOST ? LOST : 0;
        if (change.kind() == Change.Kind.REFUSED) {
          // The version of the better one, at the same position, stands in its place.
          continue;
        }
        for (ChangeEvent event : moved.changes(change.refined().row())) {
          for (int shard : shards(event, shards).toArray()) {
            add(packets, shard, lost, event);
          }
        }
      }
      packets.forEach((shard, packet) -> out.output(KV.of(shard, packet.toByteArray())));
    }

    private static void add(
        Map<Integer, ByteArrayOutputStream> packets, int shard, int lost, ChangeEvent event)
        throws IOException {
      ByteArrayOutputStream packet =
          packets.computeIfAbsent(shard, s -> new ByteArrayOutputStream());
      packet.write(lost);
      EVENT.encode(event, packet);
    }
  }

  private static final class Follow extends DoFn<KV<Integer, byte[]>, Rows<Change<RowVersion>>> {
    /** How far each row is known, by table and key. */
    @StateId("rows")
    private final StateSpec<MapState<String, byte[]>> rows =
        StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

    /** The changes of each row, by table, key and number. */
    @StateId("changes")
    private final StateSpec<MapState<String, byte[]>> changes =
        StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

    /** The truncations of each table. */
    @StateId("truncations")
    private final StateSpec<MapState<String, byte[]>> truncations =
        StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

    /** Present when all has come that silver held. */
    @StateId("isFilled")
    private final StateSpec<ValueState<Boolean>> isFilled = StateSpecs.value(BooleanCoder.of());

    @TimerId("filled")
    private final TimerSpec filled = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<Integer, byte[]> packet,
        @StateId("rows") MapState<String, byte[]> rows,
        @StateId("changes") MapState<String, byte[]> changes,
        @StateId("truncations") MapState<String, byte[]> truncations,
        @StateId("isFilled") ValueState<Boolean> isFilled,
        @TimerId("filled") Timer filled,
        OutputReceiver<Rows<Change<RowVersion>>> out)
        throws IOException {
      boolean fill = isFilled.read() == null;
      if (fill) {
        filled.set(Windows.FILLED);
      }
      Told told = new Told(out);
      RowLog log = new RowLog(new KeptRows(rows, changes, truncations), told);
      ByteArrayInputStream in = new ByteArrayInputStream(packet.getValue());
      for (int lost = in.read(); lost >= 0; lost = in.read()) {
        ChangeEvent event = EVENT.decode(in);
        if (fill) {
          log.fill(event, lost == LOST);
        } else {
          log.take(event, lost == LOST);
        }
      }
      told.flush();
    }

    @OnTimer("filled")
    public void tellAll(
        @StateId("rows") MapState<String, byte[]> rows,
        @StateId("changes") MapState<String, byte[]> changes,
        @StateId("truncations") MapState<String, byte[]> truncations,
        @StateId("isFilled") ValueState<Boolean> isFilled,
        OutputReceiver<Rows<Change<RowVersion>>> out) {
      Told told = new Told(out);
      new RowLog(new KeptRows(rows, changes, truncations), told).tellAll();
      told.flush();
      isFilled.write(true);
    }
  }

  /** Gathers what is told, and sends it on: what becomes of one version stays together. */
  private static final class Told implements Consumer<VersionChange> {
    private final DoFn.OutputReceiver<Rows<Change<RowVersion>>> out;
    private List<Change<RowVersion>> open = new ArrayList<>();

    Told(DoFn.OutputReceiver<Rows<Change<RowVersion>>> out) {
      this.out = out;
    }

    @Override
    public void accept(VersionChange change) {
      if (change.before() != null) {
        open.add(RowVersions.change(Change.Kind.LOST, change.before()));
      }
      if (change.after() != null) {
        open.add(RowVersions.change(Change.Kind.GAINED, change.after()));
      }
      if (open.size() >= Rows.LIMIT) {
        flush();
      }
    }

    void flush() {
      if (!open.isEmpty()) {
        out.output(new Rows<>(open));
        open = new ArrayList<>();
      }
    }
  }
}
