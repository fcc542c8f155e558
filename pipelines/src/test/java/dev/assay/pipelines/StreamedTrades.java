package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.Displaced;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Totals;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** A lake and a warehouse of a test, and what a stream of trades gives them to be published. */
final class StreamedTrades {
  static final String SOURCE = "kafka:trades/0@topic";
  private static final Table<Trade> TRADES = Wealth.FLOW.own(Trade.TABLE);
  static final StoredRows<Raw> BRONZE = StoredRows.of(Raw.table(TRADES));
  static final StoredRows<Refined<Trade>> SILVER = StoredRows.refined(TRADES);
  static final StoredRows<Rejected> QUARANTINE = StoredRows.of(Rejected.table(TRADES));

  private static final Instant ARRIVED = Instant.parse("2026-01-07T00:00:00Z");

  final String lake;
  final Warehouse warehouse = TestPostgres.freshDatabase();
  private final Set<Record> given = Collections.newSetFromMap(new IdentityHashMap<>());

  StreamedTrades(Path lake) {
    this.lake = lake.toString();
    warehouse.prepare(Wealth.FLOW.gold(), Wealth.FLOW.views());
  }

  Epochs epochs() {
    return new Epochs(lake, Wealth.FLOW.name(), warehouse, Wealth.FLOW);
  }

  Ledger ledger() {
    return Ledger.of(lake, Wealth.FLOW.name());
  }

  /** A run that has begun. */
  Began begin(long number) {
    Map<String, Long> bases = PlanRun.bases(lake, Wealth.FLOW);
    ledger().write(plan(number, RunPlan.STREAM, bases));
    given.clear();
    return new Began(number, "r" + number, ARRIVED.toString());
  }

  static RunPlan plan(long number, String kind, Map<String, Long> bases) {
    return new RunPlan(
        number,
        "r" + number,
        Wealth.FLOW.name(),
        kind,
        ARRIVED.toString(),
        List.of(),
        bases,
        null,
        ReplayFilter.ALL,
        List.of(),
        Map.of());
  }

  /** Publishes these parts; a part that was given before is given again. */
  void publish(Began run, List<Record> parts) {
    given.addAll(parts);
    Totals totals = new Totals();
    for (Record part : given) {
      if (part instanceof ControlTotal total) {
        totals.add(total);
      }
    }
    epochs().publish(run, parts, totals.list());
  }

  /** A file of the payloads from one position to before another. */
  DataFile bronze(long first, long next) {
    List<Raw> raws = LongStream.range(first, next).mapToObj(StreamedTrades::raw).toList();
    DataFile file = WriteParquet.now(BRONZE, lake, null, raws);
    String positions = "{\"%s\":{\"first\":%d,\"next\":%d}}".formatted(SOURCE, first, next);
    return file.withPositions(positions);
  }

  /** A file of these trades, which are of one day. */
  @SafeVarargs
  final DataFile silver(Refined<Trade>... rows) {
    List<Refined<Trade>> all = new ArrayList<>();
    for (Refined<Trade> row : rows) {
      all.add(row);
    }
    return WriteParquet.now(SILVER, lake, all.get(0).row().day(), all);
  }

  static Raw raw(long position) {
    return new Raw(
        SOURCE, position, "payload " + position, null, null, ARRIVED, "r1", "hash", null);
  }

  /** A trade of one share. */
  static Refined<Trade> trade(String id, long position, String day, String price) {
    Trade trade =
        new Trade(
            id,
            "C1",
            "ABC",
            TransactionType.BUY,
            new BigDecimal("1.0000"),
            new BigDecimal(price).setScale(4),
            "USD",
            Instant.parse(day + "T12:00:00Z"),
            "Ada",
            RiskCategory.LOW);
    return new Refined<>(
        trade, new Origin(SOURCE, position, null, "r1", new RowHash<>(Trade.TABLE).of(trade)));
  }

  static Displaced displaced(Refined<Trade> row) {
    return Displaced.of(TRADES, row);
  }

  /** The rejection of a row that was displaced: without its payload. */
  static Rejected beaten(Refined<Trade> row) {
    return rejected(
        row, new Raw(SOURCE, row.origin().position(), "", null, null, ARRIVED, "r1", "", null));
  }

  /** As it is to stand in quarantine. */
  static Rejected rejected(Refined<Trade> row, Raw raw) {
    Amount amount = new Amount(row.row().value().setScale(8), "USD");
    return Rejected.of(
        Layer.SILVER, "trades", List.of("trade_id_is_unique"), raw, row.row().day(), amount);
  }

  /** Of money in USD, and where it is 0, of none. */
  static ControlTotal total(String stage, String day, long rows, String amount) {
    LocalDate on = day == null ? null : LocalDate.parse(day);
    String unit = amount.equals("0") ? null : "USD";
    return ControlTotal.of("trades", stage, on, rows, new Amount(new BigDecimal(amount), unit));
  }

  /** The rows that readers see. */
  <E> List<E> rows(StoredRows<E> stored) {
    List<E> rows = new ArrayList<>();
    LakeTable table = LakeTable.at(lake, stored);
    for (DataFile file :
        table.version().stream().mapToObj(table::files).flatMap(List::stream).toList()) {
      try (ParquetRows<E> read = ParquetRows.read(file.path(), stored)) {
        read.forEachRemaining(rows::add);
      }
    }
    rows.sort(Comparator.comparing(Object::toString));
    return rows;
  }

  /** The totals of all runs, as {@code valid 2026-01-05: 1 / 10}. */
  List<String> books() {
    return TestPostgres.read(warehouse, ControlTotal.TABLE).stream()
        .map(
            total ->
                "%s %s: %d / %s"
                    .formatted(
                        total.stage(),
                        total.day(),
                        total.rows(),
                        total.amount().stripTrailingZeros().toPlainString()))
        .sorted()
        .toList();
  }

  /** The version of every table that streams write. */
  Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>();
    for (StoredRows<?> stored : Wealth.FLOW.lake().ofStreams()) {
      LakeTable.at(lake, stored)
          .version()
          .ifPresent(version -> versions.put(stored.layer() + " " + stored.name(), version));
    }
    return versions;
  }
}
