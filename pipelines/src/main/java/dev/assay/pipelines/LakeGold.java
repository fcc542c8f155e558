package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Table;
import dev.assay.transforms.Owed;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Windows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * The lake's gold of a stream. What is stated of a table and day is gathered, and at an interval
 * one file is written that takes the place of those that the lake has of it: the epochs publish it,
 * and know from when to when it is behind.
 */
final class LakeGold {
  private static final Coder<KV<String, WriteGold.News>> NEWS =
      KvCoder.of(StringUtf8Coder.of(), WriteGold.News.coder());

  private final StreamSettings settings;
  private final List<Table<?>> tables = new ArrayList<>();
  private final List<PCollection<KV<String, WriteGold.News>>> news = new ArrayList<>();

  LakeGold(StreamSettings settings) {
    this.settings = settings;
  }

  /** Takes the rows of a table as they are stated. */
  <G extends Record> void add(Table<G> table, PCollection<Rows<Restated<G>>> rows) {
    tables.add(table);
    add("Spread " + table.name() + " for the lake", rows, new Spread<>(table));
  }

  /** Takes what will be stated. */
  void owe(PCollection<Owed> owed) {
    add("Owed to the lake", owed, new SpreadOwed());
  }

  private <E> void add(
      String label, PCollection<E> elements, DoFn<E, KV<String, WriteGold.News>> spread) {
    news.add(
        elements
            .apply(label, ParDo.of(spread))
            .setCoder(NEWS)
            .apply("Whole run: " + label, Windows.wholeRun()));
  }

  /** Writes all of it: what is to be published, and what to know when that is done. */
  PCollection<EpochPart> write(PCollection<RunPlan> plan) {
    PCollection<KV<String, WriteGold.News>> begin =
        plan.apply("Begin gold", ParDo.of(new Begin())).setCoder(NEWS);
    return PCollectionList.of(begin)
        .and(news)
        .apply("All gold", Flatten.pCollections())
        .apply("Write gold to the lake", ParDo.of(new WriteGold(settings, tables)))
        .setCoder(EpochPart.coder());
  }

  private static final class Begin extends DoFn<RunPlan, KV<String, WriteGold.News>> {
    @ProcessElement
    public void process(OutputReceiver<KV<String, WriteGold.News>> out) {
      out.output(KV.of(WriteGold.ALL, WriteGold.News.NONE));
    }
  }

  private static final class SpreadOwed extends DoFn<Owed, KV<String, WriteGold.News>> {
    @ProcessElement
    public void process(@Element Owed owed, OutputReceiver<KV<String, WriteGold.News>> out) {
      out.output(
          KV.of(
              WriteGold.place(owed.table(), owed.day()),
              WriteGold.News.owed(owed.isStated() ? -1 : 1)));
    }
  }

  /** Statements by table and day, in packets. */
  private static final class Spread<G extends Record>
      extends DoFn<Rows<Restated<G>>, KV<String, WriteGold.News>> {
    private final Table<G> table;
    private final Coder<Rows<Restated<G>>> coder;

    Spread(Table<G> table) {
      this.table = table;
      this.coder = Rows.coder(Restated.coder(table));
    }

    @ProcessElement
    public void process(
        @Element Rows<Restated<G>> rows, OutputReceiver<KV<String, WriteGold.News>> out)
        throws CoderException {
      boolean byDay = StoredRows.of(table).byDay();
      Map<String, List<Restated<G>>> places = new LinkedHashMap<>();
      for (Restated<G> each : rows.list()) {
        LocalDate day = byDay ? table.dayOf(each.row()).orElseThrow() : null;
        places
            .computeIfAbsent(WriteGold.place(table.name(), day), place -> new ArrayList<>())
            .add(each);
      }
      for (Map.Entry<String, List<Restated<G>>> each : places.entrySet()) {
        byte[] packet = CoderUtils.encodeToByteArray(coder, new Rows<>(each.getValue()));
        out.output(KV.of(each.getKey(), WriteGold.News.stated(packet)));
      }
    }
  }
}
