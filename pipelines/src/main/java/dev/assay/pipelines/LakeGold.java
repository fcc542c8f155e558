package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.GoldFile;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Table;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Windows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * The lake's gold of a stream. What is stated of a table and day is gathered, and at an interval
 * one file is written that takes the place of those that the lake has of it: the epochs publish it.
 */
final class LakeGold {
  private static final Coder<KV<String, byte[]>> PACKETS =
      KvCoder.of(StringUtf8Coder.of(), ByteArrayCoder.of());

  private final StreamSettings settings;
  private final List<Table<?>> tables = new ArrayList<>();
  private final List<PCollection<KV<String, byte[]>>> stated = new ArrayList<>();

  LakeGold(StreamSettings settings) {
    this.settings = settings;
  }

  /**
   * What is written.
   *
   * @param files as {@link GoldFile}: each is to be published
   * @param times as {@link EpochPart.GoldWritten}: how far gold is written
   */
  record Parts(PCollection<EpochPart> files, PCollection<EpochPart> times) {}

  /** Takes the rows of a table as they are stated. */
  <G extends Record> void add(Table<G> table, PCollection<Rows<Restated<G>>> rows) {
    tables.add(table);
    stated.add(
        rows.apply("Spread " + table.name() + " for the lake", ParDo.of(new Spread<>(table)))
            .setCoder(PACKETS)
            .apply("Whole run of the lake's " + table.name(), Windows.wholeRun()));
  }

  /** Writes all of it. */
  Parts write(PCollection<RunPlan> plan) {
    PCollection<KV<String, byte[]>> clock =
        plan.apply(
                "Tell gold's time",
                MapElements.into(
                        TypeDescriptors.kvs(
                            TypeDescriptors.strings(), TypeDescriptor.of(byte[].class)))
                    .via(begun -> KV.of(WriteGold.CLOCK, new byte[0])))
            .setCoder(PACKETS);
    PCollectionTuple written =
        PCollectionList.of(clock)
            .and(stated)
            .apply("All gold", Flatten.pCollections())
            .apply(
                "Write gold to the lake",
                ParDo.of(new WriteGold(settings, tables))
                    .withOutputTags(WriteGold.FILES, TupleTagList.of(WriteGold.TIMES)));
    return new Parts(
        written.get(WriteGold.FILES).setCoder(EpochPart.coder()),
        written.get(WriteGold.TIMES).setCoder(EpochPart.coder()));
  }

  /** Statements by table and day, in packets. */
  private static final class Spread<G extends Record>
      extends DoFn<Rows<Restated<G>>, KV<String, byte[]>> {
    private final Table<G> table;
    private final Coder<Rows<Restated<G>>> coder;

    Spread(Table<G> table) {
      this.table = table;
      this.coder = Rows.coder(Restated.coder(table));
    }

    @ProcessElement
    public void process(@Element Rows<Restated<G>> rows, OutputReceiver<KV<String, byte[]>> out)
        throws CoderException {
      boolean byDay = StoredRows.of(table).byDay();
      Map<String, List<Restated<G>>> places = new LinkedHashMap<>();
      for (Restated<G> each : rows.list()) {
        LocalDate day = byDay ? table.dayOf(each.row()).orElseThrow() : null;
        places.computeIfAbsent(WriteGold.place(table, day), place -> new ArrayList<>()).add(each);
      }
      for (Map.Entry<String, List<Restated<G>>> each : places.entrySet()) {
        byte[] packet = CoderUtils.encodeToByteArray(coder, new Rows<>(each.getValue()));
        out.output(KV.of(each.getKey(), packet));
      }
    }
  }
}
