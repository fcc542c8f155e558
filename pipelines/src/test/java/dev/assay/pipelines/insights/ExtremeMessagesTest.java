package dev.assay.pipelines.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.books.RunReport;
import dev.assay.schemas.ControlTotal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a message holds, the run ends, its books add up, and every view can be read. */
class ExtremeMessagesTest {
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1e999999999",
          "-1E-999999999",
          "9223372036854775807",
          "-9223372036854775808",
          "9".repeat(400),
          "0." + "0".repeat(400) + "1",
          "\"\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"__debezium_unavailable_value\"",
          "\"" + "x".repeat(5_000) + "\"",
          "\"9999-12-31T23:59:59.999999Z\"",
          "\"0001-01-01\"",
          "\"infinity\"",
          "\"NaN\"",
          "{\"scale\":-2147483648,\"value\":\"Dw==\"}",
          "{\"scale\":2147483647,\"value\":\"Dw==\"}",
          "[".repeat(400) + "]".repeat(400),
          "[[1e5,\"\\u00e9\"],{\"a\":null}]",
          "{\"a\":1,\"a\":2}");

  private static final List<String> TYPES =
      List.of(
          "{\"type\":\"bytes\",\"name\":\"org.apache.kafka.connect.data.Decimal\","
              + "\"parameters\":{\"scale\":\"-2147483648\"}",
          "{\"type\":\"int64\",\"name\":\"io.debezium.time.MicroTimestamp\"",
          "{\"type\":\"int32\",\"name\":\"io.debezium.time.Date\"",
          "{\"type\":\"int64\",\"name\":\"io.debezium.time.NanoTime\"",
          "{\"type\":\"array\",\"items\":{\"type\":\"int64\",\"name\":\"io.debezium.time.Timestamp\"}");

  private static final List<String> ROWS =
      List.of(
          "purchase_trends {'id':#,'product':'Tea','quantity':2,'purchase_date':20458}",
          "checking_account {'account_id':#,'account_holder_name':'Ada',"
              + "'account_balance':'1.00','last_transaction_date':20458}",
          "account_transactions {'id':#,'customer_id':5,'account_id':1,'kind':'DEBIT',"
              + "'amount':'1.00','occurred_at':'2026-01-05T10:00:00Z'}",
          "scheduled_payments {'id':#,'customer_id':5,'payee':'Rent','amount':'9.00',"
              + "'frequency':'MONTHLY','next_due_on':20458,'status':'ACTIVE'}");

  @TempDir Path folder;

  /** Each value in the place of each column, in one that no contract knows, and in the source. */
  private static List<String> messages() {
    List<String> messages = new ArrayList<>();
    for (String told : ROWS) {
      String table = told.substring(0, told.indexOf(' '));
      String row = told.substring(told.indexOf(' ') + 1).replace('\'', '"');
      for (String value : VALUES) {
        for (String field : row.substring(1, row.length() - 1).split(",")) {
          String name = field.substring(0, field.indexOf(':'));
          messages.add(change(table, row.replace(field, name + ":" + value), messages.size()));
        }
        String more = row.replace("}", ",\"more\":" + value + "}");
        messages.add(change(table, more, messages.size()));
        for (String type : TYPES) {
          String change = change(table, more, messages.size());
          messages.add(
              "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"struct\",\"field\":\"after\","
                  + "\"fields\":["
                  + type
                  + ",\"field\":\"more\"}]}]},\"payload\":"
                  + change
                  + "}");
        }
        for (String name : List.of("lsn", "ts_us", "ts_ms", "table", "txId", "connector")) {
          String change = change(table, row, messages.size());
          messages.add(change.replaceFirst("\"" + name + "\":[^,}]+", "\"" + name + "\":null"));
          messages.add(change.replace("\"op\"", "\"" + name + "\":" + value + ",\"op\""));
          messages.add(
              change.replaceFirst(
                  "\"" + name + "\":[^,}]+",
                  "\"" + name + "\":" + value.replace("\\", "\\\\").replace("$", "\\$")));
        }
      }
    }
    return messages;
  }

  private static String change(String table, String row, int number) {
    String image = row.replace("#", Integer.toString(number % 50));
    return "{\"before\":%s,\"after\":%s,\"source\":{\"connector\":\"postgresql\",\"schema\":\"public\","
            .formatted(number % 3 == 0 ? image : "null", image)
        + "\"table\":\"%s\",\"txId\":7,\"ts_ms\":1767600000000,\"ts_us\":1767600000000000,\"lsn\":%d},\"op\":\"%s\"}"
            .formatted(table, 1_000 + number, number % 2 == 0 ? "c" : "u");
  }

  @Test
  void run_ends_and_every_view_can_be_read() throws IOException {
    List<String> messages = messages();
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    RunReport report = runs.load(Files.write(folder.resolve("extreme.jsonl"), messages));
    assertThat(report.failures(), is(empty()));
    long read = report.rows("change_events", ControlTotal.READ);
    long valid = report.rows("change_events", ControlTotal.VALID);
    assertThat(read, is((long) messages.size()));
    assertThat(valid, greaterThan(1_000L));
    runs.views();
    assertThat(
        runs.rows("SELECT lsn FROM insights.row_versions WHERE valid_to < valid_from"), hasSize(0));
    assertThat(
        runs.rows("SELECT lsn FROM insights.row_versions WHERE image LIKE '%unavailable_value%'"),
        hasSize(0));
  }
}
