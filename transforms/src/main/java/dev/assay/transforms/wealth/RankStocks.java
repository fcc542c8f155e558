package dev.assay.transforms.wealth;

import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.transforms.BoundedTables;
import dev.assay.transforms.Recipe;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.UnboundedTables;
import java.util.List;
import org.apache.beam.sdk.values.PCollection;

/** The stocks most traded on a day. */
public record RankStocks() implements Recipe<TopStock> {
  @Override
  public Table<TopStock> into() {
    return TopStock.TABLE;
  }

  @Override
  public List<Table<?>> sources() {
    return List.of(StockVolume.TABLE);
  }

  @Override
  public boolean isOfAllDays() {
    return false;
  }

  @Override
  public PCollection<Rows<TopStock>> bounded(BoundedTables tables) {
    return tables.gold(StockVolume.TABLE).apply("Rank stocks", TopStocks.perWindow());
  }

  @Override
  public PCollection<Rows<Restated<TopStock>>> unbounded(UnboundedTables tables) {
    return tables.gold(StockVolume.TABLE).apply("Rank stocks", RestateTopStocks.perWindow());
  }
}
