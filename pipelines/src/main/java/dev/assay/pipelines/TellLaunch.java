package dev.assay.pipelines;

import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.joda.time.Duration;

/**
 * Tells the workers of a launch which run it carries out: when the run is planned, and when a
 * launch goes on from saved state, in which nothing is planned.
 */
final class TellLaunch extends PTransform<PCollection<RunPlan>, PCollection<Void>> {
  private static final Coder<KV<Integer, RunPlan>> PLANS =
      KvCoder.of(VarIntCoder.of(), RunPlan.coder());

  private final StreamSettings settings;
  private final transient PCollection<?> stream;

  private TellLaunch(StreamSettings settings, PCollection<?> stream) {
    this.settings = settings;
    this.stream = stream;
  }

  /**
   * Tells of a launch with these settings.
   *
   * @param stream something that ends when the stream does, which the plan does at once
   */
  static TellLaunch of(StreamSettings settings, PCollection<?> stream) {
    return new TellLaunch(settings, stream);
  }

  @Override
  public PCollection<Void> expand(PCollection<RunPlan> plan) {
    return PCollectionList.of(plan.apply("To one place", WithKeys.of(0)).setCoder(PLANS))
        .and(stream.apply("Until the end", ParDo.of(new Nothing())).setCoder(PLANS))
        .apply("Plan until the end", Flatten.pCollections())
        .apply("Tell", ParDo.of(new Tell(settings)));
  }

  private static final class Nothing extends DoFn<Object, KV<Integer, RunPlan>> {
    @ProcessElement
    public void process() {
      // Only the end counts.
    }
  }

  private static final class Tell extends DoFn<KV<Integer, RunPlan>, Void> {
    /** A timer of saved state that is due fires as soon as the launch has begun. */
    private static final Duration OFTEN = Duration.standardSeconds(1);

    private final StreamSettings settings;
    private transient boolean told;

    @StateId("plan")
    private final StateSpec<ValueState<RunPlan>> plan = StateSpecs.value(RunPlan.coder());

    @TimerId("again")
    private final TimerSpec again = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerId("end")
    private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    Tell(StreamSettings settings) {
      this.settings = settings;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, RunPlan> element,
        @StateId("plan") ValueState<RunPlan> plan,
        @TimerId("again") Timer again,
        @TimerId("end") Timer end) {
      plan.write(element.getValue());
      tell(element.getValue());
      await(again);
      end.set(GlobalWindow.INSTANCE.maxTimestamp());
    }

    @OnTimer("again")
    public void goOn(@StateId("plan") ValueState<RunPlan> plan, @TimerId("again") Timer again) {
      RunPlan saved = plan.read();
      if (saved != null) {
        if (!told) {
          tell(saved);
        }
        await(again);
      }
    }

    /** A job that is drained would wait for the timer for ever. */
    @OnTimer("end")
    public void end(@StateId("plan") ValueState<RunPlan> plan) {
      plan.clear();
    }

    private void tell(RunPlan plan) {
      Ledger ledger = Ledger.of(settings.lake(), settings.pipeline());
      ledger.checkNewest(plan.number(), plan.runId());
      ledger.launch(settings.launch(), plan.number());
      told = true;
    }

    private static void await(Timer again) {
      again.withOutputTimestamp(GlobalWindow.INSTANCE.maxTimestamp()).offset(OFTEN).setRelative();
    }
  }
}
