package dev.assay.transforms.insights;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.transforms.Change;
import dev.assay.transforms.Rows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
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
 * shards.
 */
public final class FollowRows
    extends PTransform<PCollection<Rows<Change<ChangeEvent>>>, PCollection<Rows<VersionChange>>> {
  private static final Coder<ChangeEvent> EVENT = RecordCoder.of(ChangeEvent.class);
  private static final Coder<List<ChangeEvent>> EVENTS = ListCoder.of(EVENT);
  private static final int LOST = 1;

  private final int shards;

  private FollowRows(int shards) {
    this.shards = shards;
  }

  /** With state in so many shards by a hash of the row's key. */
  public static FollowRows inShards(int shards) {
    return new FollowRows(shards);
  }

  @Override
  public PCollection<Rows<VersionChange>> expand(PCollection<Rows<Change<ChangeEvent>>> changes) {
    return changes
        .apply("Spread changes by row", ParDo.of(new Spread(shards)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
        .apply("Follow every row", ParDo.of(new Follow()))
        .setCoder(Rows.coder(VersionChange.coder()));
  }

  /** The shard of a row. */
  static int shard(ChangeEvent event, int shards) {
    int hash = 31 * event.changedTable().hashCode() + event.rowKey().hashCode();
    return Math.floorMod(hash ^ hash >>> 16, shards);
  }

  private static final class Spread extends DoFn<Rows<Change<ChangeEvent>>, KV<Integer, byte[]>> {
    private final int shards;

    Spread(int shards) {
      this.shards = shards;
    }

    @ProcessElement
    public void process(
        @Element Rows<Change<ChangeEvent>> changes, OutputReceiver<KV<Integer, byte[]>> out)
        throws IOException {
      Map<Integer, ByteArrayOutputStream> packets = new HashMap<>();
      for (Change<ChangeEvent> change : changes.list()) {
        ChangeEvent event = change.refined().row();
        int lost = change.kind() == Change.Kind.LOST ? LOST : 0;
        if (event.isOfRow()) {
          add(packets, shard(event, shards), lost, event);
        } else if (event.operation() == Operation.TRUNCATE) {
          for (int shard = 0; shard < shards; shard++) {
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

  private static final class Follow extends DoFn<KV<Integer, byte[]>, Rows<VersionChange>> {
    /** The changes of each row, by table and key. */
    @StateId("changes")
    private final StateSpec<MapState<String, byte[]>> changes =
        StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

    /** The truncations of each table. */
    @StateId("truncations")
    private final StateSpec<MapState<String, byte[]>> truncations =
        StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Integer, byte[]> packet,
        @StateId("changes") MapState<String, byte[]> changes,
        @StateId("truncations") MapState<String, byte[]> truncations,
        OutputReceiver<Rows<VersionChange>> out)
        throws IOException {
      RowLog log = new RowLog(new Kept(changes, truncations));
      ByteArrayInputStream in = new ByteArrayInputStream(packet.getValue());
      for (int lost = in.read(); lost >= 0; lost = in.read()) {
        log.take(EVENT.decode(in), lost == LOST);
      }
      List<VersionChange> told = log.changes();
      for (int i = 0; i < told.size(); i += Rows.LIMIT) {
        out.output(new Rows<>(List.copyOf(told.subList(i, Math.min(told.size(), i + Rows.LIMIT)))));
      }
    }
  }

  /** The state as a row log wants it. */
  private record Kept(MapState<String, byte[]> changes, MapState<String, byte[]> truncations)
      implements RowLog.Memory {
    private static final char SEPARATOR = '\n';

    @Override
    public List<ChangeEvent> changes(RowLog.Place row) {
      return read(changes, text(row));
    }

    @Override
    public void keep(RowLog.Place row, List<ChangeEvent> now) {
      write(changes, text(row), now);
    }

    @Override
    public List<ChangeEvent> truncations(String table) {
      return read(truncations, table);
    }

    @Override
    public void keepTruncations(String table, List<ChangeEvent> now) {
      write(truncations, table, now);
    }

    @Override
    public List<RowLog.Place> rows(String table) {
      List<RowLog.Place> rows = new ArrayList<>();
      for (String place : changes.keys().read()) {
        int separator = place.indexOf(SEPARATOR);
        if (place.substring(0, separator).equals(table)) {
          rows.add(new RowLog.Place(table, place.substring(separator + 1)));
        }
      }
      return rows;
    }

    private static String text(RowLog.Place row) {
      return row.table() + SEPARATOR + row.rowKey();
    }

    private static List<ChangeEvent> read(MapState<String, byte[]> state, String key) {
      byte[] bytes = state.get(key).read();
      if (bytes == null) {
        return List.of();
      }
      try {
        return EVENTS.decode(new ByteArrayInputStream(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void write(
        MapState<String, byte[]> state, String key, List<ChangeEvent> events) {
      if (events.isEmpty()) {
        state.remove(key);
        return;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        EVENTS.encode(events, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      state.put(key, bytes.toByteArray());
    }
  }
}
