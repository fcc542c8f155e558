package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.pipelines.books.CompleteDay;
import dev.assay.pipelines.books.RunRecord;
import dev.assay.pipelines.books.SourceOffset;
import dev.assay.pipelines.io.jdbc.RefusedRow;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.schemas.Column;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.PurchaseTrend;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.schemas.wealth.StockVolume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarehouseCommentsTest {
  private static final String COMMENTS =
      """
      SELECT n.nspname || '.' || c.relname || coalesce('.' || a.attname, ''), d.description, d.xmin
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN (SELECT attrelid, attnum, attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
            UNION ALL SELECT oid, 0, NULL FROM pg_class) a ON a.attrelid = c.oid
      LEFT JOIN pg_description d
        ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
      WHERE n.nspname IN ('wealth', 'insights', 'audit') AND c.relkind IN ('r', 'v')
      ORDER BY 1
      """;

  private final Warehouse warehouse = TestPostgres.freshDatabase();

  @Test
  void every_table_view_and_column_of_every_pipeline_says_what_it_holds() {
    prepareAll();
    Map<String, String> comments = comments();
    List<String> silent = new ArrayList<>();
    comments.forEach(
        (place, text) -> {
          if (text == null || text.isEmpty()) {
            silent.add(place);
          }
        });
    assertThat(silent, is(empty()));
    assertThat(comments.size(), is(greaterThan(150)));
  }

  @Test
  void the_comments_of_tables_are_their_contracts_texts() {
    prepareAll();
    Map<String, String> comments = comments();
    List<Table<?>> tables =
        new ArrayList<>(
            List.of(
                RunRecord.TABLE,
                ControlTotal.TABLE,
                CompleteDay.TABLE,
                SourceOffset.TABLE,
                RefusedRow.TABLE));
    for (Flow pipeline : Flows.all()) {
      tables.addAll(pipeline.gold());
    }
    for (Table<?> table : tables) {
      String name = table.toString();
      assertThat(name, comments.get(name), is(table.comment()));
      for (Column column : table.columns()) {
        String place = name + "." + column.name();
        assertThat(place, comments.get(place), is(column.comment()));
      }
    }
  }

  @Test
  void a_view_says_of_a_column_what_stands_beside_it_or_else_in_the_contract() {
    prepareAll();
    Map<String, String> comments = comments();
    assertThat(
        comments.get("wealth.top_stocks_all_time.quantity"),
        is(column(StockVolume.TABLE, "quantity")));
    assertThat(
        comments.get("wealth.top_stocks_all_time.rank"),
        is("from 1, by quantity, and of equal quantities the symbol that sorts first"));
    for (Column column : PurchaseTrend.TABLE.columns()) {
      for (String view : List.of("purchase_trends", "purchase_trends_history")) {
        assertThat(
            comments.get("insights.silver_" + view + "." + column.name()), is(column.comment()));
      }
    }
    assertThat(
        comments.get("insights.silver_purchase_trends_history.valid_to"),
        is(column(RowVersion.TABLE, "valid_to")));
    assertThat(
        comments.get("wealth.positions"),
        is(
            "What each customer holds of each stock, and what it is worth. One row per customer and"
                + " stock held. Money in USD."));
  }

  @Test
  void comments_that_are_right_are_not_written_again_and_others_are() {
    prepareAll();
    List<List<String>> before = TestPostgres.rows(warehouse, COMMENTS);
    prepareAll();
    assertThat(TestPostgres.rows(warehouse, COMMENTS), is(before));

    TestPostgres.execute(warehouse, "COMMENT ON TABLE wealth.stock_volumes IS 'something else'");
    TestPostgres.execute(warehouse, "COMMENT ON COLUMN wealth.positions.quantity IS NULL");
    TestPostgres.execute(warehouse, "COMMENT ON COLUMN audit.runs.run_id IS 'x'");
    prepareAll();
    List<List<String>> after = TestPostgres.rows(warehouse, COMMENTS);
    List<String> written = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      assertThat(after.get(i).subList(0, 2), is(before.get(i).subList(0, 2)));
      if (!after.get(i).equals(before.get(i))) {
        written.add(after.get(i).get(0));
      }
    }
    assertThat(
        written,
        is(List.of("audit.runs.run_id", "wealth.positions.quantity", "wealth.stock_volumes")));
  }

  @Test
  void any_text_becomes_a_comment_as_it_is() {
    String text = "it's a \\ backslash\\' \"and\" $$quotes$$ ?, {d 'x'} or 𝄞";
    String view =
        "-- %s\n-- \"odd\" is its name\n-- one: %s\nCREATE OR REPLACE VIEW wealth.odd AS SELECT 1 AS one"
            .formatted(text, text);
    warehouse.prepare(List.of(StockVolume.TABLE.within("wealth")), List.of(view));
    assertThat(comments().get("wealth.odd"), is(text + " \"odd\" is its name"));
    assertThat(comments().get("wealth.odd.one"), is(text));
  }

  @Test
  void a_table_of_another_owner_is_left_alone() {
    prepareAll();
    TestPostgres.execute(warehouse, "CREATE ROLE comments_loader LOGIN");
    TestPostgres.execute(
        warehouse, "GRANT CREATE ON DATABASE " + database() + " TO comments_loader");
    for (String schema : List.of("wealth", "audit")) {
      TestPostgres.execute(warehouse, "GRANT ALL ON SCHEMA " + schema + " TO comments_loader");
    }
    TestPostgres.execute(warehouse, "ALTER VIEW audit.reconciliation OWNER TO comments_loader");
    TestPostgres.execute(
        warehouse, "GRANT ALL ON ALL TABLES IN SCHEMA wealth, audit TO comments_loader");
    TestPostgres.execute(warehouse, "ALTER TABLE audit.control_totals OWNER TO comments_loader");
    TestPostgres.execute(warehouse, "COMMENT ON TABLE wealth.stock_volumes IS 'theirs'");
    TestPostgres.execute(warehouse, "COMMENT ON TABLE audit.control_totals IS 'ours'");
    new Warehouse(warehouse.url(), "comments_loader", null, warehouse.patience())
        .prepare(List.of(StockVolume.TABLE.within("wealth")), List.of());
    assertThat(comments().get("wealth.stock_volumes"), is("theirs"));
    assertThat(comments().get("audit.control_totals"), is(ControlTotal.TABLE.comment()));
    assertThat(comments().values(), not(hasItem("ours")));
  }

  private String database() {
    return warehouse.url().substring(warehouse.url().lastIndexOf('/') + 1);
  }

  private void prepareAll() {
    for (Flow pipeline : Flows.all()) {
      warehouse.prepare(pipeline.gold(), pipeline.views());
    }
  }

  private Map<String, String> comments() {
    Map<String, String> comments = new LinkedHashMap<>();
    TestPostgres.rows(warehouse, COMMENTS).forEach(row -> comments.put(row.get(0), row.get(1)));
    return comments;
  }

  private static String column(Table<?> table, String name) {
    return table.columns().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow()
        .comment();
  }
}
