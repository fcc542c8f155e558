package dev.assay.pipelines.insights;

import dev.assay.pipelines.Contracts;
import dev.assay.pipelines.GoldProof;
import dev.assay.pipelines.GoldSink;
import dev.assay.pipelines.Input;
import dev.assay.pipelines.PipelineInputs;
import dev.assay.pipelines.Recompute;
import dev.assay.pipelines.Run;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.Silver;
import dev.assay.pipelines.Stream;
import dev.assay.pipelines.StreamSettings;
import dev.assay.pipelines.ViewFile;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.AccountTransaction;
import dev.assay.schemas.insights.ChangeActivity;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.CheckingAccount;
import dev.assay.schemas.insights.CustomerBalance;
import dev.assay.schemas.insights.CustomerTransactions;
import dev.assay.schemas.insights.PaymentsDue;
import dev.assay.schemas.insights.ProductSales;
import dev.assay.schemas.insights.PurchaseTrend;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.schemas.insights.ScheduledPayment;
import dev.assay.transforms.Aggregate;
import dev.assay.transforms.AggregateStream;
import dev.assay.transforms.Aggregated;
import dev.assay.transforms.AggregatedStream;
import dev.assay.transforms.Capture;
import dev.assay.transforms.Change;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.Metric;
import dev.assay.transforms.Refine;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import dev.assay.transforms.insights.Balances;
import dev.assay.transforms.insights.DebeziumReader;
import dev.assay.transforms.insights.FollowRows;
import dev.assay.transforms.insights.MakeVersions;
import dev.assay.transforms.insights.RestateVersions;
import dev.assay.transforms.insights.RowsOf;
import dev.assay.transforms.insights.VersionChange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Changes of a bank's database, as Debezium tells them, to the versions of its rows and to what its
 * customers do. Silver is the log of changes; gold is what follows from all of them.
 */
public final class InsightsPipeline {
  public static final String NAME = "insights";

  public static final PipelineInputs INPUTS =
      new PipelineInputs(
          NAME,
          "Changes of a bank's database, as Debezium tells them, to its rows and customers'"
              + " figures.",
          false,
          List.of(
              Input.of(ChangeEvent.TABLE)
                  .named("changes")
                  .what("Debezium's change events")
                  .inFiles(".jsonl with one message per line")
                  .orFrom(Input.Topics.MANY)));

  /** The tables of the source whose changes are understood. */
  public static final List<Table<?>> SOURCE_TABLES =
      List.of(
          PurchaseTrend.TABLE,
          CheckingAccount.TABLE,
          AccountTransaction.TABLE,
          ScheduledPayment.TABLE);

  private static final GoldProof<ChangeActivity> ACTIVITY_PROOF =
      GoldProof.of(ChangeActivity::events, "events", "0");

  public static final Contracts CONTRACTS =
      new Contracts(
          NAME,
          List.of(ChangeEvent.TABLE),
          List.of(
              ChangeActivity.TABLE,
              RowVersion.TABLE,
              CustomerTransactions.TABLE,
              CustomerBalance.TABLE,
              ProductSales.TABLE,
              PaymentsDue.TABLE),
          ChangeEvent.TABLE,
          Map.of(ChangeActivity.TABLE.name(), ACTIVITY_PROOF),
          Set.of(
              RowVersion.TABLE.name(),
              CustomerTransactions.TABLE.name(),
              CustomerBalance.TABLE.name(),
              ProductSales.TABLE.name(),
              PaymentsDue.TABLE.name()),
          ViewFile.statements(InsightsPipeline.class));

  private static final Capture CAPTURE =
      Capture.payloadsOf(ChangeEvent.TABLE.name()).at(DebeziumReader::lsn);

  private static final Refine<ChangeEvent> REFINE =
      Refine.into(ChangeEvent.TABLE).readBy(() -> new DebeziumReader(SOURCE_TABLES));

  /** A change is never too late: what it says of a row stays true. */
  private static final Lateness NEVER = new Lateness(null);

  private static final Metric<ChangeEvent, ChangeActivity> ACTIVITY =
      Metric.of(ChangeActivity.TABLE, ChangeActivity::of);
  private static final Metric<AccountTransaction, CustomerTransactions> TRANSACTIONS =
      Metric.of(CustomerTransactions.TABLE, CustomerTransactions::of);
  private static final Metric<PurchaseTrend, ProductSales> SALES =
      Metric.of(ProductSales.TABLE, ProductSales::of);
  private static final Metric<ScheduledPayment, PaymentsDue> PAYMENTS =
      Metric.of(PaymentsDue.TABLE, PaymentsDue::of);

  private InsightsPipeline() {}

  /** Builds the graph of one bounded run, over messages in files. */
  public static void build(Pipeline pipeline, RunSettings settings) {
    Run run = Run.begin(pipeline, settings, CONTRACTS);

    Silver.AllRows<ChangeEvent> events =
        Silver.all(
            run,
            ChangeEvent.TABLE,
            run.bronze(ChangeEvent.TABLE, CAPTURE).apply("Refine change events", REFINE),
            REFINE);

    PCollection<Rows<Refined<ChangeEvent>>> all =
        PCollectionList.of(events.changed())
            .and(events.unchanged())
            .apply("All change events", Flatten.pCollections());
    gold(run, settings.shards(), settings.goldShards(), events.changed(), all);
    run.finish();
  }

  /** Makes gold anew of the change events that silver holds. */
  public static void recompute(Recompute run) {
    PCollection<Rows<Refined<ChangeEvent>>> all = run.silver(ChangeEvent.TABLE);
    gold(run, run.shards(), run.goldShards(), all, all);
  }

  private static void gold(
      GoldSink sink,
      int shards,
      int goldShards,
      PCollection<Rows<Refined<ChangeEvent>>> changed,
      PCollection<Rows<Refined<ChangeEvent>>> all) {
    PCollection<Rows<RowVersion>> versions =
        all.apply("Make versions", MakeVersions.of(SOURCE_TABLES, shards));
    Aggregated<ChangeEvent> activity =
        changed.apply("Add up activity", Aggregate.perDay(goldShards, List.of(ACTIVITY)));
    sink.gold(ChangeActivity.TABLE, activity.rows(ChangeActivity.TABLE));
    sink.gold(RowVersion.TABLE, versions);
    sink.gold(CustomerBalance.TABLE, versions.apply("Balances", Balances.ofVersions()));
    gold(sink, goldShards, AccountTransaction.TABLE, TRANSACTIONS, versions);
    gold(sink, goldShards, PurchaseTrend.TABLE, SALES, versions);
    gold(sink, goldShards, ScheduledPayment.TABLE, PAYMENTS, versions);
  }

  private static <T extends Record, G extends Record> void gold(
      GoldSink sink,
      int goldShards,
      Table<T> source,
      Metric<T, G> metric,
      PCollection<Rows<RowVersion>> versions) {
    Aggregated<T> sums =
        RowsOf.table(source)
            .current(versions)
            .apply("Add up " + source.name(), Aggregate.perDay(goldShards, List.of(metric)));
    sink.gold(metric.table(), sums.rows(metric.table()));
  }

  /** Builds the graph of a run without end, of messages from topics. */
  public static void stream(Pipeline pipeline, StreamSettings settings) {
    Stream<ChangeEvent> stream = Stream.begin(pipeline, settings, CONTRACTS, ChangeEvent.TABLE);

    PCollection<Rows<Change<ChangeEvent>>> events =
        stream.silver(
            stream
                .bronze(DebeziumReader.changedAt(), CAPTURE)
                .apply("Refine change events", REFINE),
            REFINE);

    AggregatedStream<ChangeEvent> activity =
        events.apply(
            "Add up activity",
            AggregateStream.perDay(
                settings.goldShards(), NEVER, settings.pane(), List.of(ACTIVITY)));
    stream.gold(ChangeActivity.TABLE, activity.rows(ChangeActivity.TABLE));

    PCollection<Rows<VersionChange>> versions =
        events.apply("Follow rows", FollowRows.of(SOURCE_TABLES, settings.shards()));
    stream.gold(RowVersion.TABLE, versions.apply("Restate versions", RestateVersions.all()));
    stream.gold(CustomerBalance.TABLE, versions.apply("Balances", Balances.ofChanges()));
    gold(stream, settings, AccountTransaction.TABLE, TRANSACTIONS, versions);
    gold(stream, settings, PurchaseTrend.TABLE, SALES, versions);
    gold(stream, settings, ScheduledPayment.TABLE, PAYMENTS, versions);
    stream.finish(activity.completeDays());
  }

  private static <T extends Record, G extends Record> void gold(
      Stream<ChangeEvent> stream,
      StreamSettings settings,
      Table<T> source,
      Metric<T, G> metric,
      PCollection<Rows<VersionChange>> versions) {
    AggregatedStream<T> sums =
        RowsOf.table(source)
            .changes(versions)
            .apply(
                "Add up " + source.name(),
                AggregateStream.perDay(
                    settings.goldShards(), NEVER, settings.pane(), List.of(metric)));
    stream.gold(metric.table(), sums.rows(metric.table()));
  }
}
