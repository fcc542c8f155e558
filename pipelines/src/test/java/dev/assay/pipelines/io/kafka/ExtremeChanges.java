package dev.assay.pipelines.io.kafka;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Messages of a capture at random, each with something extreme in its image, its source, its key or
 * the metadata of its record; and some that come twice.
 */
final class ExtremeChanges {
  private static final int MESSAGES = 600;

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-0",
          "-0.0",
          "1e400",
          "-1E-400",
          "\"NaN\"",
          "\"-Infinity\"",
          "9223372036854775807",
          "-9223372036854775808",
          "18446744073709551616",
          "9".repeat(400),
          "0." + "0".repeat(400) + "1",
          "\"\"",
          "\" \"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"A\\u202eB\"",
          "\"__debezium_unavailable_value\"",
          "\"" + "x".repeat(20_000) + "\"",
          "\"9999-12-31T23:59:59.999999Z\"",
          "\"+300000-01-01T00:00:00Z\"",
          "\"0001-01-01\"",
          "\"infinity\"",
          // Decimals as Connect's bytes, as those with a scale of their own, as text and as double.
          "\"Dw==\"",
          "\"" + "/".repeat(400) + "\"",
          "{\"scale\":2,\"value\":\"Dw==\"}",
          "{\"scale\":-2147483648,\"value\":\"Dw==\"}",
          "{\"scale\":2147483647,\"value\":\"Dw==\"}",
          "{\"scale\":2}",
          "\"12.340\"",
          "\"1E+2\"",
          "12.34",
          "1.7976931348623157e308",
          "[".repeat(600) + "]".repeat(600),
          "{\"a\":".repeat(600) + "1" + "}".repeat(600),
          "[[1e5,\"\\u00e9\"],{\"a\":null}]",
          "{\"a\":1,\"a\":2}");

  private static final List<String> NUMBERS =
      List.of(
          "null",
          "0",
          "-1",
          "1",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "253402300800000",
          "9404620224000000",
          "1767600000000000000",
          "1e400",
          "\"22131168\"",
          "\"\"",
          "{}");

  private static final List<String> SCHEMAS =
      List.of(
          "{\"type\":\"bytes\",\"name\":\"org.apache.kafka.connect.data.Decimal\","
              + "\"parameters\":{\"scale\":\"2\"}",
          "{\"type\":\"bytes\",\"name\":\"org.apache.kafka.connect.data.Decimal\","
              + "\"parameters\":{\"scale\":\"-2147483648\"}",
          "{\"type\":\"struct\",\"name\":\"io.debezium.data.VariableScaleDecimal\"",
          "{\"type\":\"double\"",
          "{\"type\":\"int64\",\"name\":\"io.debezium.time.MicroTimestamp\"",
          "{\"type\":\"int64\",\"name\":\"io.debezium.time.NanoTimestamp\"",
          "{\"type\":\"int32\",\"name\":\"io.debezium.time.Date\"");

  private static final List<String> ROWS =
      List.of(
          "purchase_trends {'id':#,'product':'Tea','quantity':2,'purchase_date':20458}",
          "checking_account {'account_id':#,'account_holder_name':'Ada',"
              + "'account_balance':'1.00','last_transaction_date':20458}",
          "account_transactions {'id':#,'customer_id':5,'account_id':1,'kind':'DEBIT',"
              + "'amount':'1.00','occurred_at':'2026-01-05T10:00:00Z'}",
          "scheduled_payments {'id':#,'customer_id':5,'payee':'Rent','amount':'9.00',"
              + "'frequency':'MONTHLY','next_due_on':20458,'status':'ACTIVE'}");

  private final Random random;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  ExtremeChanges(long seed) {
    this.random = new Random(seed);
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    for (int i = 0; i < MESSAGES; i++) {
      String message = message();
      add(message.getBytes(StandardCharsets.UTF_8));
      if (random.nextInt(12) == 0) {
        add(message.getBytes(StandardCharsets.UTF_8));
      }
      if (random.nextInt(20) == 0) {
        add(random.nextBoolean() ? null : noise());
      }
    }
    return records;
  }

  private void add(byte[] value) {
    long time = MessageFuzzTest.TIMES[random.nextInt(MessageFuzzTest.TIMES.length)];
    records.add(MessageFuzzTest.record(records.size(), time, key(), value));
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(300)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] key() {
    return switch (random.nextInt(9)) {
      case 0 -> null;
      case 1 -> new byte[0];
      case 2 -> noise();
      case 3 -> "k".repeat(random.nextInt(100_000)).getBytes(StandardCharsets.UTF_8);
      case 4 -> ("{\"id\":" + any(VALUES) + "}").getBytes(StandardCharsets.UTF_8);
      case 5 -> "[".repeat(2_000).getBytes(StandardCharsets.UTF_8);
      default -> ("{\"id\":" + random.nextInt(40) + "}").getBytes(StandardCharsets.UTF_8);
    };
  }

  private String any(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String message() {
    String told = any(ROWS);
    String table = told.substring(0, told.indexOf(' '));
    String row = told.substring(told.indexOf(' ') + 1).replace('\'', '"');
    String image = row.replace("#", Integer.toString(random.nextInt(40)));
    String after = random.nextInt(3) == 0 ? image : spoilt(image);
    String before = random.nextInt(3) == 0 ? spoilt(image) : "null";
    String change =
        "{\"before\":%s,\"after\":%s,\"source\":%s,\"op\":\"%s\",\"ts_ms\":%s}"
            .formatted(
                before,
                random.nextInt(15) == 0 ? "null" : after,
                source(table),
                "ccuuuddrtmx".charAt(random.nextInt(11)),
                any(NUMBERS));
    if (random.nextInt(4) > 0) {
      return random.nextInt(40) == 0
          ? change.substring(0, random.nextInt(change.length()))
          : change;
    }
    return "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"struct\",\"field\":\"after\",\"fields\":["
        + any(SCHEMAS)
        + ",\"field\":\""
        + any(List.of("more", "amount", "account_balance", "purchase_date"))
        + "\"}]}]},\"payload\":"
        + change
        + "}";
  }

  /** With one value in the place of another, or one more. */
  private String spoilt(String image) {
    String[] fields = image.substring(1, image.length() - 1).split(",");
    if (random.nextInt(3) == 0) {
      return image.replaceFirst("}$", "") + ",\"more\":" + any(VALUES) + "}";
    }
    int at = random.nextInt(fields.length);
    fields[at] = fields[at].substring(0, fields[at].indexOf(':')) + ":" + any(VALUES);
    return "{" + String.join(",", fields) + "}";
  }

  private String source(String table) {
    boolean plain = random.nextInt(3) > 0;
    long lsn = 1_000 + random.nextInt(5_000);
    return "{\"connector\":\"postgresql\",\"schema\":\"public\",\"table\":\"%s\",\"txId\":%s,\"lsn\":%s,\"ts_ms\":%s,\"ts_us\":%s,\"ts_ns\":%s,\"sequence\":%s}"
        .formatted(
            table,
            plain ? "7" : any(NUMBERS),
            plain ? Long.toString(lsn) : any(NUMBERS),
            plain ? "1767600000000" : any(NUMBERS),
            plain ? Long.toString(1_767_600_000_000_000L + lsn) : any(NUMBERS),
            plain ? "null" : any(NUMBERS),
            plain ? "null" : any(VALUES));
  }
}
