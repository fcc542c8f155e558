package dev.assay.pipelines.wealth;

import dev.assay.pipelines.BoundedRuns;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.nio.file.Path;
import java.util.Map;

/** Runs of the pipeline {@code wealth} over files. */
final class WealthRuns extends BoundedRuns {
  WealthRuns(Path lake) {
    this(lake, TestPostgres.freshDatabase());
  }

  WealthRuns(Path lake, Warehouse warehouse) {
    super(Wealth.FLOW, lake, warehouse);
    enforced = false;
  }

  /** Loads what was not loaded before. */
  RunReport load(Object trades, Object customers) {
    return load(
        Map.of(
            "trades", Endpoint.files(trades.toString()),
            "customers", Endpoint.files(customers.toString())));
  }
}
