package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.KnownPipeline;
import dev.assay.schemas.Amount;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuarantineListTest {
  @TempDir Path folder;

  private final QuarantineRules wealth = new QuarantineRules(KnownPipeline.WEALTH);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quantity_is_positive | {\"trade_id\":\"t\",\"quantity\":-5.50} | | quantity=-5.50",
        "quantity_is_positive,price_is_positive | -1,0 | quantity,price | quantity=-1, price=0",
        "currency_is_usd | {\"currency\":\"EUR\"} | | currency=EUR",
        "trade_id_is_text | {\"trade\":1,\"trade_id\":[1,2]} | | trade_id=[1,2]",
        "customer_id_is_present | {\"quantity\":1} | | ''",
        "payload_is_readable | {\"quantity\": | | ''",
        "quantity_is_positive | \"1,2 | quantity | ''",
      })
  void value_that_broke_the_rule_is_shown(
      String rules, String payload, String header, String value) {
    assertThat(new BlamedValues(wealth.columns()).of(rejected(rules, payload, header)), is(value));
  }

  @Test
  void value_in_a_change_is_that_of_the_row() {
    BlamedValues values = new BlamedValues(new QuarantineRules(KnownPipeline.INSIGHTS).columns());

    assertThat(
        values.of(
            rejected(
                "quantity_is_positive",
                "{\"payload\":{\"before\":{\"quantity\":3},\"after\":{\"quantity\":-2}}}",
                null)),
        is("quantity=-2"));
  }

  @Test
  void payload_has_the_room_that_is_left_and_no_line_is_too_long() {
    String payload = "{\"quantity\":-5,\"more\":\"" + "x".repeat(300) + "\"}";
    List<String> lines = printed("160", rejected("quantity_is_positive", payload, null));

    lines.forEach(line -> assertThat(line, line.length(), lessThanOrEqualTo(160)));
    assertThat(lines.get(2).length(), is(160));
    assertThat(lines.get(2), containsString("quantity=-5  trades.jsonl:7  {\"quantity\""));
  }

  @Test
  void payload_has_a_line_of_its_own_where_a_line_is_short() {
    List<String> lines =
        printed(
            "80",
            rejected(
                "quantity_is_positive",
                "{\"quantity\":-5,\"名\":\"" + "x".repeat(300) + "\"}",
                null));

    lines.forEach(line -> assertThat(line, DisplayWidth.of(line), lessThanOrEqualTo(80)));
    assertThat(
        lines.subList(0, 3),
        is(
            List.of(
                "table   rules                 value        line",
                "------  --------------------  -----------  --------------",
                "trades  quantity_is_positive  quantity=-5  trades.jsonl:7")));
    assertThat(lines.get(3), startsWith("  {\"quantity\":-5,\"名\":\"xxx"));
    assertThat(DisplayWidth.of(lines.get(3)), is(80));
  }

  @Test
  void value_and_payload_are_visible() {
    List<String> lines =
        printed("0", rejected("currency_is_usd", "{\"currency\":\"\u202eDSU\"}", null));

    assertThat(
        lines.get(2),
        is(
            "trades  currency_is_usd  currency=\\u202eDSU  trades.jsonl:7"
                + "  {\"currency\":\"\\u202eDSU\"}"));
  }

  private List<String> printed(String columns, Rejected rejected) {
    System.setProperty("assay.columns", columns);
    try {
      ByteArrayOutputStream heard = new ByteArrayOutputStream();
      new QuarantineTable(
              new PrintStream(heard, true, StandardCharsets.UTF_8),
              new BlamedValues(wealth.columns()))
          .print(List.of(rejected));
      return heard.toString(StandardCharsets.UTF_8).lines().toList();
    } finally {
      System.clearProperty("assay.columns");
    }
  }

  @Test
  void rule_that_is_stated_or_was_broken_is_known() {
    wealth.see("header_is_odd,late");

    wealth.require("header_is_odd");
    wealth.require("quantity_is_positive");
    wealth.require("transaction_type_is_buy_or_sell");
    wealth.require(null);
  }

  @Test
  void rule_that_nobody_knows_is_refused_with_those_that_are_broken() {
    wealth.see("quantity_is_positive,currency_is_usd");

    List<String> near =
        assertThrows(BadUsage.class, () -> wealth.require("quantity_is_postive")).problems();
    List<String> far = assertThrows(BadUsage.class, () -> wealth.require("harvest")).problems();

    assertThat(near, hasItem(containsString("Did you mean quantity_is_positive?")));
    assertThat(far, hasItem(containsString("break currency_is_usd, quantity_is_positive")));
    assertThat(far, not(hasItem(containsString("Did you mean"))));
  }

  @Test
  void quarantine_of_a_lake_that_is_not_there_is_refused() {
    Said said = Said.by("quarantine", "list", "--home=" + folder.resolve("none"));

    assertThat(said.code(), is(2));
    assertThat(said.err(), containsString("There is no lake at "));
    assertThat(Files.exists(folder.resolve("none")), is(false));
  }

  private static Rejected rejected(String rules, String payload, String header) {
    return Rejected.of(
        Layer.SILVER,
        "trades",
        List.of(rules.split(",")),
        new Raw(
            "/in/trades.jsonl",
            7,
            payload,
            header,
            null,
            Instant.EPOCH,
            "run",
            "hash",
            null,
            null,
            null),
        null,
        Amount.NONE);
  }
}
