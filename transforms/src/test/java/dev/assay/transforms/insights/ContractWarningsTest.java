package dev.assay.transforms.insights;

import static dev.assay.transforms.insights.DebeziumMessages.change;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractWarningsTest {
  private static final String TEA =
      "{\"id\":17,\"product\":\"Secret\",\"quantity\":2,\"purchase_date\":20458}";
  private static final String RENAMED = TEA.replace("quantity", "pieces");

  private final List<String> log = new ArrayList<>();
  private final ContractWarnings warnings = new ContractWarnings(log::add);
  private final DebeziumReader reader = reader();

  private DebeziumReader reader() {
    return new DebeziumReader(DebeziumMessages.TABLES, warnings);
  }

  private void read(String op, String table, String row) {
    reader.parse(DebeziumMessages.raw("x", null, change(op, table, "null", row)));
  }

  @Test
  void first_change_that_breaks_a_contract_is_told_without_its_values() {
    read("u", "purchase_trends", RENAMED);
    assertThat(log, hasSize(1));
    assertThat(
        log.get(0),
        allOf(
            startsWith("Changes of purchase_trends break its contract, by quantity_is_present: "),
            containsString("they go to quarantine"),
            containsString("'assay run insights --rebuild'"),
            not(containsString("Secret"))));
  }

  @Test
  void same_rule_of_a_table_is_told_once_on_a_worker() {
    read("u", "purchase_trends", RENAMED);
    read("u", "purchase_trends", RENAMED);
    reader()
        .parse(DebeziumMessages.raw("x", null, change("c", "purchase_trends", "null", RENAMED)));
    assertThat(log, hasSize(1));
  }

  @Test
  void another_rule_and_another_table_are_told_too() {
    read("u", "purchase_trends", RENAMED.replace("Secret", " "));
    read("u", "purchase_trends", TEA.replace(":2,", ":0,"));
    read("u", "checking_account", "{\"account_id\":1}");
    assertThat(log, hasSize(3));
    assertThat(log.get(1), containsString("by quantity_is_positive: "));
    assertThat(
        log.get(2),
        startsWith(
            "Changes of checking_account break its contract, by account_holder_name_is_present,"
                + " account_balance_is_present: "));
  }

  @Test
  void good_changes_and_messages_about_no_table_of_ours_are_not_told() {
    read("u", "purchase_trends", TEA);
    read("u", "other", RENAMED);
    reader.parse(DebeziumMessages.raw("x", null, "no JSON"));
    assertThat(log, empty());
  }
}
