package dev.assay.transforms.wealth;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.transforms.Rows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.values.PCollection;

/** Ranks the stocks of each window by traded quantity. */
public final class TopStocks
    extends PTransform<PCollection<Rows<StockVolume>>, PCollection<Rows<TopStock>>> {
  private TopStocks() {}

  /** The first ten of each window of the input. */
  public static TopStocks perWindow() {
    return new TopStocks();
  }

  @Override
  public PCollection<Rows<TopStock>> expand(PCollection<Rows<StockVolume>> volumes) {
    return volumes
        .apply("Best of each part", ParDo.of(new Best()))
        .setCoder(RecordCoder.of(StockVolume.class))
        .apply("Best of the window", Top.of(TopStock.RANKS, new LeastFirst()).withoutDefaults())
        .apply("Rank", ParDo.of(new Rank()))
        .setCoder(Rows.coder(RecordCoder.of(TopStock.class)));
  }

  /** Beam keeps the largest, so the order of the list is turned round. */
  private static final class LeastFirst implements Comparator<StockVolume>, Serializable {
    @Override
    public int compare(StockVolume a, StockVolume b) {
      return TopStock.ORDER.compare(b, a);
    }
  }

  /** All volumes of a stock and day come in one part, so what is not best there never is. */
  private static final class Best extends DoFn<Rows<StockVolume>, StockVolume> {
    @ProcessElement
    public void process(@Element Rows<StockVolume> part, OutputReceiver<StockVolume> out) {
      part.list().stream().sorted(TopStock.ORDER).limit(TopStock.RANKS).forEach(out::output);
    }
  }

  private static final class Rank extends DoFn<List<StockVolume>, Rows<TopStock>> {
    @ProcessElement
    public void process(@Element List<StockVolume> best, OutputReceiver<Rows<TopStock>> out) {
      List<TopStock> ranked = new ArrayList<>();
      for (StockVolume volume : best) {
        ranked.add(TopStock.of(volume, ranked.size() + 1));
      }
      out.output(new Rows<>(ranked));
    }
  }
}
