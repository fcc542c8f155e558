package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.Replace;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Holding;
import dev.assay.schemas.wealth.LastPrice;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.transforms.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes gold behind the pipeline's back, in warehouse and lake, and looks whether it is told. */
class DeepAuditIT {
  private static final Path DATA = Path.of("..", "data").toAbsolutePath().normalize();

  @TempDir Path folder;
  private KnownRuns runs;

  @BeforeEach
  void load() {
    runs = new KnownRuns(Wealth.FLOW, folder.resolve("lake"));
    runs.load(
        Map.of(
            "trades", files("wealth/trades-*.jsonl"), "customers", files("wealth/customers.csv")));
  }

  @Test
  void gold_that_nobody_changed_equals_what_silver_gives() {
    assertThat(differences(), is(empty()));
  }

  @Test
  void every_table_of_both_pipelines_is_compared_in_warehouse_and_lake() throws Exception {
    KnownRuns insights = new KnownRuns(Insights.FLOW, folder.resolve("lake of insights"));
    insights.load(Map.of("change_events", files("insights/*.jsonl")));
    assertThat(differences(insights), is(empty()));
    for (KnownRuns each : List.of(runs, insights)) {
      for (Table<?> table : each.known.gold()) {
        TestPostgres.execute(each.warehouse, "DELETE FROM " + table);
        changeLake(each, table, rows -> List.of());
        assertThat(differences(each), hasItem(containsString(table.name() + ",")));
        assertThat(
            differences(each).stream()
                .filter(text -> text.contains(table + ","))
                .map(text -> text.replaceAll(".*: in (the \\w+) are 0 rows, .*", "$1"))
                .distinct()
                .toList(),
            containsInAnyOrder("the warehouse", "the lake"));
      }
    }
  }

  @Test
  void a_row_deleted_in_the_warehouse_is_told_with_its_table_and_day() {
    List<LocalDate> days =
        TestPostgres.read(runs.warehouse, LastPrice.TABLE.within("wealth")).stream()
            .map(LastPrice::day)
            .toList();
    TestPostgres.execute(
        runs.warehouse,
        "DELETE FROM wealth.last_prices WHERE ctid = (SELECT min(ctid) FROM wealth.last_prices WHERE"
            + " day = '"
            + days.get(0)
            + "')");
    long before = days.stream().filter(days.get(0)::equals).count();
    assertThat(
        differences(),
        contains(
            "wealth.last_prices, %s: in the warehouse are %d rows, but silver gives %d"
                .formatted(days.get(0), before - 1, before)));
  }

  @Test
  void a_changed_number_text_or_time_in_the_warehouse_is_told_with_its_column() {
    change("top_stocks", "rank", "rank + 100");
    change("holdings", "bought_quantity", "bought_quantity + 1");
    change("investment_by_customer", "name", "'Someone Else'");
    change("investment_by_customer", "risk_category", "'NONE'");
    change("last_prices", "at", "at + interval '1 microsecond'");
    List<String> texts =
        differences().stream().map(text -> text.replaceAll(", \\S+: ", ": ")).toList();
    assertThat(texts, hasItem(containsString("top_stocks: in the warehouse column rank adds up")));
    assertThat(
        texts,
        hasItem(containsString("holdings: in the warehouse column bought_quantity adds up")));
    for (String place :
        List.of(
            "investment_by_customer: in the warehouse column name",
            "investment_by_customer: in the warehouse column risk_category",
            "last_prices: in the warehouse column at")) {
      assertThat(texts, hasItem(containsString(place + " has other values than silver gives")));
    }
    assertThat(texts.toString(), not(containsString("Someone")));
  }

  @Test
  void values_that_changed_places_are_told_though_their_sum_is_the_same() {
    TestPostgres.execute(
        runs.warehouse,
        "WITH ends AS (SELECT day, min(stock_symbol) AS a, max(stock_symbol) AS b FROM"
            + " wealth.last_prices GROUP BY day HAVING min(price) < max(price) ORDER BY day LIMIT 1),"
            + " swapped AS (SELECT p.day, p.stock_symbol, q.price FROM ends JOIN wealth.last_prices p"
            + " USING (day) JOIN wealth.last_prices q USING (day) WHERE (p.stock_symbol, q.stock_symbol)"
            + " IN ((a, b), (b, a)) AND p.price <> q.price) UPDATE wealth.last_prices p SET price ="
            + " s.price FROM swapped s WHERE (p.day, p.stock_symbol) = (s.day, s.stock_symbol)");
    assertThat(
        differences(),
        contains(containsString("in the warehouse column price has other values than silver")));
  }

  @Test
  void a_number_that_is_none_is_told_and_ends_nothing() {
    change("holdings", "bought_quantity", "'NaN'");
    assertThat(differences(), hasItem(containsString("column bought_quantity")));
  }

  @Test
  void a_changed_row_in_the_lake_is_told() throws Exception {
    changeLake(
        runs,
        TopStock.TABLE.within("wealth"),
        rows -> {
          TopStock first = (TopStock) rows.get(0);
          List<Record> changed = new ArrayList<>(rows);
          changed.set(
              0,
              new TopStock(
                  first.day(),
                  first.rank() + 1,
                  first.stockSymbol(),
                  first.quantity(),
                  first.value()));
          return changed;
        });
    changeLake(
        runs,
        Holding.TABLE.within("wealth"),
        rows -> new ArrayList<>(rows.subList(1, rows.size())));
    List<String> differences = differences();
    assertThat(differences, hasItem(containsString("in the lake column rank adds up to")));
    assertThat(differences, hasItem(containsString("wealth.holdings, ")));
    assertThat(differences.toString(), not(containsString("warehouse")));
  }

  @Test
  void a_rebuild_ends_well_and_mends_what_was_changed() {
    TestPostgres.execute(runs.warehouse, "DELETE FROM wealth.last_prices");
    change("top_stocks", "rank", "rank + 100");
    assertThat(runs.rebuild().failures(), is(empty()));
    assertThat(differences(), is(empty()));
  }

  @Test
  void a_rebuild_tells_of_a_column_that_the_warehouse_changes() {
    TestPostgres.execute(
        runs.warehouse,
        "CREATE FUNCTION public.other() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN NEW.rank := NEW.rank + 100; RETURN NEW; END'");
    TestPostgres.execute(
        runs.warehouse,
        "CREATE TRIGGER other BEFORE INSERT OR UPDATE ON wealth.top_stocks FOR EACH ROW EXECUTE"
            + " FUNCTION public.other()");
    assertThat(
        runs.rebuildReport().failures(),
        hasItem(containsString("in the warehouse column rank adds up to")));
  }

  @Test
  void open_days_are_left_out_and_named() {
    change("holdings", "bought_quantity", "bought_quantity + 1");
    List<Audit.Day> open =
        days(runs).stream()
            .map(
                day ->
                    new Audit.Day(
                        day.table(), day.day(), day.unit(), day.day() != null, Map.of(), List.of()))
            .toList();
    DeepAudit.Result result = audit(runs).compare(open, options());
    assertThat(result.days().stream().allMatch(Audit.Day::addsUp), is(true));
    assertThat(result.leftOut().get(0), containsString("Not compared: gold of "));
  }

  @Test
  void another_lake_is_refused() {
    DeepAudit elsewhere =
        new DeepAudit(Wealth.FLOW, folder.resolve("none").toString(), runs.warehouse, 4);
    assertThat(
        assertThrows(LakeException.class, () -> elsewhere.compare(days(runs), options()))
            .getMessage(),
        containsString("--lake"));
  }

  private List<String> differences() {
    return differences(runs);
  }

  private static List<String> differences(KnownRuns of) {
    return audit(of).compare(quick(of), options()).days().stream()
        .flatMap(day -> day.differences().stream())
        .toList();
  }

  /** The days alone: what the books say of them is not this test's. */
  private static List<Audit.Day> quick(KnownRuns of) {
    return days(of).stream()
        .map(
            day ->
                new Audit.Day(
                    day.table(), day.day(), day.unit(), day.open(), day.stages(), List.of()))
        .toList();
  }

  private static List<Audit.Day> days(KnownRuns of) {
    return new Audit(of.warehouse, of.known).days();
  }

  private static DeepAudit audit(KnownRuns of) {
    return new DeepAudit(of.known, of.lake.toString(), of.warehouse, 4);
  }

  private static PipelineOptions options() {
    return PipelineOptionsFactory.fromArgs("--targetParallelism=2").create();
  }

  private static Endpoint.Files files(String pattern) {
    return Endpoint.files(DATA.resolve(pattern).toString());
  }

  private void change(String table, String column, String value) {
    TestPostgres.execute(
        runs.warehouse,
        "UPDATE wealth.%1$s SET %2$s = %3$s WHERE ctid = (SELECT min(ctid) FROM wealth.%1$s)"
            .formatted(table, column, value));
  }

  /** Writes one file of a table of the lake anew, as a careless program would. */
  private static <G extends Record> void changeLake(
      KnownRuns of, Table<G> table, UnaryOperator<List<Record>> change) throws Exception {
    StoredRows<G> stored = StoredRows.of(table);
    LakeTable lake = LakeTable.at(of.lake.toString(), stored);
    for (DataFile file : lake.files(lake.version().orElseThrow())) {
      List<Record> rows = new ArrayList<>();
      try (ParquetRows<G> read = ParquetRows.read(file.path(), stored)) {
        read.forEachRemaining(rows::add);
      }
      Path path = Path.of(file.path());
      Path other = Files.createTempDirectory(of.lake, "other");
      List<G> changed = change.apply(rows).stream().map(table.type()::cast).toList();
      Pipeline pipeline = Pipeline.create(options());
      pipeline
          .apply(Create.of(new Rows<>(changed)).withCoder(Rows.coder(stored.coder())))
          .apply(WriteParquet.to(stored, other.toString()));
      pipeline.run().waitUntilFinish();
      try (var found = Files.walk(other)) {
        List<Path> written = found.filter(each -> each.toString().endsWith(".parquet")).toList();
        if (written.isEmpty()) {
          lake.commit(
              "test of " + file.path(), 1, List.of(), new Replace.Files(Set.of(file.path())));
        } else {
          Files.copy(written.get(0), path, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** Runs of a flow, which they know. */
  private static final class KnownRuns extends BoundedRuns {
    private final Flow known;

    KnownRuns(Flow known, Path lake) {
      super(known, lake, TestPostgres.freshDatabase());
      this.known = known;
      enforced = false;
    }

    /** Of a rebuild that does not add up, and so is not done. */
    RunReport rebuildReport() {
      long number = ledger().lastDone() + 1;
      rebuild();
      return ledger().report(number).orElseThrow();
    }
  }
}
