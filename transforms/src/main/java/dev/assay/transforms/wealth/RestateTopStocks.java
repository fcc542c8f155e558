package dev.assay.transforms.wealth;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** Ranks the stocks of each day by traded quantity, anew whenever their volumes are restated. */
public final class RestateTopStocks
    extends PTransform<
        PCollection<Rows<Restated<StockVolume>>>, PCollection<Rows<Restated<TopStock>>>> {
  private RestateTopStocks() {}

  /** The first ten of each window of the input, as far as they change. */
  public static RestateTopStocks perWindow() {
    return new RestateTopStocks();
  }

  @Override
  public PCollection<Rows<Restated<TopStock>>> expand(
      PCollection<Rows<Restated<StockVolume>>> volumes) {
    return volumes
        .apply("Whole day", WithKeys.of(0))
        .setCoder(KvCoder.of(VarIntCoder.of(), volumes.getCoder()))
        .apply("Rank anew", ParDo.of(new Rank()))
        .setCoder(Rows.coder(Restated.coder(TopStock.TABLE)));
  }

  private static final class Rank
      extends DoFn<KV<Integer, Rows<Restated<StockVolume>>>, Rows<Restated<TopStock>>> {
    /** The newest statement of each stock, also that there is none. */
    @StateId("volumes")
    private final StateSpec<MapState<String, Restated<StockVolume>>> volumes =
        StateSpecs.map(StringUtf8Coder.of(), Restated.coder(StockVolume.TABLE));

    /** How often a list was stated. */
    @StateId("number")
    private final StateSpec<ValueState<Long>> number = StateSpecs.value(VarLongCoder.of());

    /** The list as it was stated last. */
    @StateId("stated")
    private final StateSpec<ValueState<List<TopStock>>> stated =
        StateSpecs.value(ListCoder.of(RecordCoder.of(TopStock.class)));

    @ProcessElement
    public void process(
        @Element KV<Integer, Rows<Restated<StockVolume>>> changed,
        @StateId("volumes") MapState<String, Restated<StockVolume>> volumes,
        @StateId("stated") ValueState<List<TopStock>> stated,
        @StateId("number") ValueState<Long> number,
        OutputReceiver<Rows<Restated<TopStock>>> out) {
      for (Restated<StockVolume> volume : changed.getValue().list()) {
        Restated<StockVolume> known = volumes.get(volume.row().stockSymbol()).read();
        if (known == null || known.number() < volume.number()) {
          volumes.put(volume.row().stockSymbol(), volume);
        }
      }
      List<TopStock> ranked = ranked(volumes.values().read());
      List<TopStock> before = stated.read() == null ? List.of() : stated.read();
      long next = number.read() == null ? 1 : number.read() + 1;
      List<Restated<TopStock>> news = differences(before, ranked, next);
      if (!news.isEmpty()) {
        stated.write(ranked);
        number.write(next);
        out.output(new Rows<>(news));
      }
    }

    private static List<TopStock> ranked(Iterable<Restated<StockVolume>> volumes) {
      PriorityQueue<StockVolume> best = new PriorityQueue<>(TopStock.ORDER.reversed());
      for (Restated<StockVolume> volume : volumes) {
        if (volume.stands()) {
          best.add(volume.row());
        }
        if (best.size() > TopStock.RANKS) {
          best.remove();
        }
      }
      List<StockVolume> sorted = new ArrayList<>(best);
      sorted.sort(TopStock.ORDER);
      List<TopStock> ranked = new ArrayList<>();
      for (StockVolume volume : sorted) {
        ranked.add(TopStock.of(volume, ranked.size() + 1));
      }
      return ranked;
    }

    private static List<Restated<TopStock>> differences(
        List<TopStock> before, List<TopStock> now, long number) {
      List<Restated<TopStock>> differences = new ArrayList<>();
      for (int i = 0; i < now.size(); i++) {
        if (i >= before.size() || !before.get(i).equals(now.get(i))) {
          differences.add(new Restated<>(now.get(i), true, number));
        }
      }
      for (int i = now.size(); i < before.size(); i++) {
        differences.add(new Restated<>(before.get(i), false, number));
      }
      return differences;
    }
  }
}
