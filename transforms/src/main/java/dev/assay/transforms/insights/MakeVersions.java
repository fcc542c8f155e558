package dev.assay.transforms.insights;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** Makes the versions of all rows of source tables from all their changes, as a bounded run has. */
public final class MakeVersions
    extends PTransform<PCollection<Rows<Refined<ChangeEvent>>>, PCollection<Rows<RowVersion>>> {
  private static final Coder<Rows<ChangeEvent>> EVENTS =
      Rows.coder(RecordCoder.of(ChangeEvent.class));

  private final MovedRows moved;
  private final int shards;

  private MakeVersions(MovedRows moved, int shards) {
    this.moved = moved;
    this.shards = shards;
  }

  /**
   * Of the rows of these tables.
   *
   * @param shards by a hash of the row's key; the changes of one must fit in memory
   */
  public static MakeVersions of(List<Table<?>> tables, int shards) {
    return new MakeVersions(MovedRows.of(tables), shards);
  }

  @Override
  public PCollection<Rows<RowVersion>> expand(PCollection<Rows<Refined<ChangeEvent>>> events) {
    return events
        .apply("Spread changes by row", ParDo.of(new Spread(moved, shards)))
        .setCoder(KvCoder.of(VarIntCoder.of(), EVENTS))
        .apply("Group by shard", GroupByKey.create())
        .apply("Make versions", ParDo.of(new Make()))
        .setCoder(Rows.coder(RecordCoder.of(RowVersion.class)));
  }

  private static final class Spread
      extends DoFn<Rows<Refined<ChangeEvent>>, KV<Integer, Rows<ChangeEvent>>> {
    private final MovedRows moved;
    private final int shards;

    Spread(MovedRows moved, int shards) {
      this.moved = moved;
      this.shards = shards;
    }

    @ProcessElement
    public void process(
        @Element Rows<Refined<ChangeEvent>> rows,
        OutputReceiver<KV<Integer, Rows<ChangeEvent>>> out) {
      Map<Integer, List<ChangeEvent>> spread = new LinkedHashMap<>();
      for (Refined<ChangeEvent> row : rows.list()) {
        for (ChangeEvent event : moved.changes(row.row())) {
          FollowRows.shards(event, shards)
              .forEach(shard -> spread.computeIfAbsent(shard, s -> new ArrayList<>()).add(event));
        }
      }
      spread.forEach((shard, events) -> out.output(KV.of(shard, new Rows<>(events))));
    }
  }

  private static final class Make
      extends DoFn<KV<Integer, Iterable<Rows<ChangeEvent>>>, Rows<RowVersion>> {
    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Rows<ChangeEvent>>> shard,
        OutputReceiver<Rows<RowVersion>> out) {
      Map<RowLog.Place, List<ChangeEvent>> rows = new LinkedHashMap<>();
      Map<String, List<ChangeEvent>> truncations = new LinkedHashMap<>();
      for (Rows<ChangeEvent> events : shard.getValue()) {
        for (ChangeEvent event : events.list()) {
          if (event.isOfRow()) {
            rows.computeIfAbsent(
                    new RowLog.Place(event.changedTable(), event.rowKey()), r -> new ArrayList<>())
                .add(event);
          } else {
            truncations.computeIfAbsent(event.changedTable(), t -> new ArrayList<>()).add(event);
          }
        }
      }
      List<RowVersion> versions = new ArrayList<>();
      rows.forEach(
          (row, changes) -> {
            versions.addAll(
                RowHistory.of(changes, truncations.getOrDefault(row.table(), List.of()))
                    .versions());
            if (versions.size() >= Rows.LIMIT) {
              out.output(new Rows<>(List.copyOf(versions)));
              versions.clear();
            }
          });
      if (!versions.isEmpty()) {
        out.output(new Rows<>(List.copyOf(versions)));
      }
    }
  }
}
