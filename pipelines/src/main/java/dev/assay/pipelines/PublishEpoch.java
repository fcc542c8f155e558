package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.RecordCoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place of a stream that publishes. What it is given will never be computed again by the
 * runner, but may be given again after a failure; then it is known from the ledger.
 *
 * <p>Parts are published together, and only when they add up. Until then they wait in state.
 */
final class PublishEpoch extends DoFn<KV<Integer, EpochPart>, Void> {
  private static final Logger LOG = LoggerFactory.getLogger(PublishEpoch.class);

  /** How often parts may come before those that they need, until that is worth a warning. */
  private static final int MANY_WAITS = 20;

  private final StreamSettings settings;
  private final Flow flow;

  @StateId("began")
  private final StateSpec<ValueState<Began>> began = StateSpecs.value(RecordCoder.of(Began.class));

  /** Parts that are not published, or that were published after the last checkpoint. */
  @StateId("waiting")
  private final StateSpec<BagState<EpochPart>> waiting = StateSpecs.bag(EpochPart.coder());

  /** Of the run since it began, those of waiting parts among them. */
  @StateId("totals")
  private final StateSpec<MapState<String, ControlTotal>> totals =
      StateSpecs.map(StringUtf8Coder.of(), RecordCoder.of(ControlTotal.class));

  private transient List<Record> parts;
  private transient Map<String, ControlTotal> sums;
  private transient Began run;
  private transient boolean published;
  private transient int waits;

  PublishEpoch(StreamSettings settings, Flow flow) {
    this.settings = settings;
    this.flow = flow;
  }

  @StartBundle
  public void start() {
    parts = null;
  }

  @RequiresStableInput
  @ProcessElement
  public void process(
      @Element KV<Integer, EpochPart> element,
      @StateId("began") ValueState<Began> began,
      @StateId("waiting") BagState<EpochPart> waiting,
      @StateId("totals") MapState<String, ControlTotal> totals) {
    if (parts == null) {
      takeUp(began, waiting, totals);
    }
    EpochPart part = element.getValue();
    waiting.add(part);
    parts.add(part.content());
    if (part.content() instanceof ControlTotal total) {
      String place =
          String.join(" ", total.table(), total.stage(), String.valueOf(total.day()), total.unit());
      ControlTotal sum = sums.merge(place, total, ControlTotal::plus);
      totals.put(place, sum);
    } else if (part.content() instanceof Began told) {
      began.write(told);
      run = told;
    }
  }

  private void takeUp(
      ValueState<Began> began, BagState<EpochPart> waiting, MapState<String, ControlTotal> totals) {
    parts = new ArrayList<>();
    if (published) {
      waiting.clear();
      published = false;
    } else {
      waiting.read().forEach(part -> parts.add(part.content()));
    }
    run = began.read();
    sums = new HashMap<>();
    totals.entries().read().forEach(each -> sums.put(each.getKey(), each.getValue()));
  }

  /**
   * State cannot be reached here; what is published is taken out of it when the next parts come.
   */
  @FinishBundle
  public void finish() {
    if (parts == null || run == null) {
      return;
    }
    List<String> failures =
        flow.silver().stream()
            .flatMap(table -> new EpochProof(table.name(), parts).failures().stream())
            .toList();
    if (!failures.isEmpty()) {
      waits++;
      if (waits % MANY_WAITS == 0) {
        LOG.warn("An epoch waits for parts, {} times so far: {}", waits, failures);
      }
      return;
    }
    new Epochs(settings.lake(), settings.pipeline(), settings.warehouse(), flow)
        .publish(run, parts, List.copyOf(sums.values()));
    waits = 0;
    published = true;
  }
}
