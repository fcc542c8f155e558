package dev.assay.pipelines;

import dev.assay.pipelines.books.Epoch;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.transforms.Counts;
import dev.assay.transforms.Given;
import dev.assay.transforms.NamedOutputs;
import dev.assay.transforms.Rows;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Leaves out the payloads that bronze held when the stream began, which are read again when a topic
 * is read from its beginning.
 */
final class NewToBronze<T extends Record>
    extends PTransform<PCollection<Rows<Raw>>, NewToBronze.Payloads> {
  private static final TupleTag<Rows<Raw>> NEWS = new TupleTag<>("news");
  private static final TupleTag<ControlTotal> KNOWN = new TupleTag<>("known");

  private final Table<T> table;
  private final StreamSettings settings;
  private final Given<RunPlan> plan;

  private NewToBronze(Table<T> table, StreamSettings settings, Given<RunPlan> plan) {
    this.table = table;
    this.settings = settings;
    this.plan = plan;
  }

  static <T extends Record> NewToBronze<T> of(
      Table<T> table, StreamSettings settings, Given<RunPlan> plan) {
    return new NewToBronze<>(table, settings, plan);
  }

  @Override
  public Payloads expand(PCollection<Rows<Raw>> raws) {
    PCollectionTuple outputs =
        raws.apply(
            "Compare with offsets",
            ParDo.of(new Compare(table.name(), settings, plan))
                .withSideInputs(plan.views())
                .withOutputTags(NEWS, TupleTagList.of(KNOWN)));
    return new Payloads(
        outputs.get(NEWS).setCoder(raws.getCoder()),
        outputs.get(KNOWN).setCoder(RecordCoder.of(ControlTotal.class)));
  }

  /**
   * The payloads, told apart.
   *
   * @param known how many bronze holds already
   */
  record Payloads(PCollection<Rows<Raw>> news, PCollection<ControlTotal> known)
      implements NamedOutputs {
    @Override
    public Map<String, PCollection<?>> outputs() {
      return Map.of("news", news, "known", known);
    }
  }

  private static final class Compare extends DoFn<Rows<Raw>, Rows<Raw>> {
    private final String table;
    private final StreamSettings settings;
    private final Given<RunPlan> plan;
    private final Counter repeated;
    private transient Map<String, Long> offsets;

    Compare(String table, StreamSettings settings, Given<RunPlan> plan) {
      this.table = table;
      this.settings = settings;
      this.plan = plan;
      this.repeated = Counts.of(Layer.BRONZE, table, ControlTotal.KNOWN);
    }

    @ProcessElement
    public void process(ProcessContext context) {
      if (offsets == null) {
        offsets =
            Ledger.of(settings.lake(), settings.pipeline())
                .lastEpochBefore(plan.in(context::sideInput).number())
                .map(Epoch::offsets)
                .orElse(Map.of());
      }
      Rows<Raw> all = context.element();
      if (offsets.isEmpty()) {
        repeated.inc(0);
        context.output(all);
        return;
      }
      List<Raw> news = all.list().stream().filter(this::isNew).toList();
      if (!news.isEmpty()) {
        context.output(news.size() == all.size() ? all : new Rows<>(news));
      }
      int known = all.size() - news.size();
      repeated.inc(known);
      if (known > 0) {
        context.output(
            NewToBronze.KNOWN, ControlTotal.ofRows(table, ControlTotal.KNOWN, null, known));
      }
    }

    private boolean isNew(Raw raw) {
      return raw.position() >= offsets.getOrDefault(raw.source(), 0L);
    }
  }
}
