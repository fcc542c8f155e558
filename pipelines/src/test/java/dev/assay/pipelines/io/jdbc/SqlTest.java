package dev.assay.pipelines.io.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.Column.Key;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.TopStock;
import org.junit.jupiter.api.Test;

class SqlTest {
  /** A table of which every column is part of the key. */
  public record Pair(@Key String left, @Key String right) {}

  @Test
  void table_is_created_from_its_contract() {
    assertThat(
        Sql.createTable(TopStock.TABLE.within("wealth")),
        is(
            """
            CREATE TABLE IF NOT EXISTS "wealth"."top_stocks" (
              "day" date NOT NULL,
              "rank" integer NOT NULL,
              "stock_symbol" text NOT NULL,
              "quantity" numeric(38,4) NOT NULL,
              "value" numeric(38,8) NOT NULL,
              "_version" bigint NOT NULL,
              PRIMARY KEY ("day", "rank")
            )\
            """));
  }

  @Test
  void table_whose_key_may_be_absent_has_no_primary_key_and_is_not_upserted() {
    assertThat(Sql.createTable(ControlTotal.TABLE), not(containsString("PRIMARY KEY")));
    assertThat(Sql.createTable(ControlTotal.TABLE), containsString("\"day\" date,"));
    assertThrows(IllegalArgumentException.class, () -> Sql.upsert(ControlTotal.TABLE));
  }

  @Test
  void upsert_of_a_table_of_keys_alone_still_moves_its_version() {
    assertThat(
        Sql.upsert(Table.of("pairs", Pair.class).in(Layer.GOLD).within("test")),
        endsWith(
            " ON CONFLICT (\"left\", \"right\") DO UPDATE SET \"_version\" = EXCLUDED.\"_version\""
                + " WHERE t.\"_version\" <= EXCLUDED.\"_version\""));
  }
}
