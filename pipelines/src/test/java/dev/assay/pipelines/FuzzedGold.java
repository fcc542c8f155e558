package dev.assay.pipelines;

import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.schemas.Table;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.beam.sdk.values.PCollection;

/** All gold of a flow, for tests that make its silver themselves. */
public final class FuzzedGold {
  private FuzzedGold() {}

  /** As a bounded run makes it. */
  public static <T extends Record> void bounded(
      Flow flow, int shards, Table<T> table, PCollection<Rows<Refined<T>>> rows, GoldSink sink) {
    new BoundedGold(
            flow,
            shards,
            shards,
            Map.of(table, new SilverRows<>(table.name(), rows, Optional.empty(), Map.of())))
        .to(sink);
  }

  /**
   * As a stream makes it, by table.
   *
   * @param silver by table, what changes in it
   */
  public static Map<Table<?>, PCollection<?>> unbounded(
      Flow flow, int shards, Map<Table<?>, PCollection<?>> silver) {
    StreamSettings settings =
        new StreamSettings(
            flow.name(),
            "",
            Warehouse.fromUrl("jdbc:postgresql://nowhere.invalid:5432/assay", null, null),
            silver.keySet().stream().collect(Collectors.toMap(Table::name, of -> List.of())),
            StreamStart.OFFSETS,
            new Lateness(null),
            Duration.ofMillis(1),
            shards,
            StreamSettings.LAKE_INTERVAL,
            UUID.randomUUID().toString());
    Map<Table<?>, PCollection<?>> gold = new HashMap<>();
    new UnboundedGold(flow, settings, silver, Optional.empty())
        .to(
            new UnboundedGold.Sink() {
              @Override
              public <G extends Record> void gold(
                  Table<G> made, PCollection<Rows<Restated<G>>> rows) {
                gold.put(made, rows);
              }
            });
    return gold;
  }
}
