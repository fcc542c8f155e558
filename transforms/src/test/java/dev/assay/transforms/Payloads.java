package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;

/** Payloads for the tests of transforms. */
final class Payloads {
  static final Instant ARRIVED = Instant.parse("2026-01-10T00:00:00Z");
  static final Instant PUBLISHED = Instant.parse("2026-01-09T00:00:00Z");

  private Payloads() {}

  static Pipeline pipeline() {
    return Pipeline.create(PipelineOptionsFactory.fromArgs("--targetParallelism=2").create());
  }

  static Raw raw(long position, String payload) {
    return raw(position, payload, PUBLISHED);
  }

  static Raw raw(long position, String payload, Instant publishedAt) {
    return new Raw(
        "file:in", position, payload, null, publishedAt, ARRIVED, "r1", "hash" + position, null);
  }

  static String trade(String id, String customer, String quantity, String price, String time) {
    return "{\"trade_id\":\"%s\",\"customer_id\":\"%s\",\"stock_symbol\":\"ACME\","
            .formatted(id, customer)
        + "\"transaction_type\":\"BUY\",\"quantity\":%s,\"price\":%s,\"transaction_time\":\"%s\"}"
            .formatted(quantity, price, time);
  }

  static String customer(String id, String name, String updatedAt) {
    return "{\"customer_id\":\"%s\",\"name\":\"%s\",\"risk_category\":\"LOW\"%s}"
        .formatted(id, name, updatedAt == null ? "" : ",\"updated_at\":\"" + updatedAt + "\"");
  }

  /** In several elements, as a source gives them. */
  static PCollection<Rows<Raw>> of(Pipeline p, String label, List<Raw> raws) {
    List<Rows<Raw>> rows = new ArrayList<>();
    for (int i = 0; i < raws.size(); i += 3) {
      rows.add(new Rows<>(raws.subList(i, Math.min(i + 3, raws.size()))));
    }
    return p.apply(label, Create.of(rows).withCoder(Rows.coder(RecordCoder.of(Raw.class))));
  }

  /** Of money in USD, and where it is 0, of none. */
  static ControlTotal total(String table, String stage, String day, long rows, String amount) {
    return total(table, stage, day, rows, amount, amount.equals("0") ? null : "USD");
  }

  static ControlTotal total(
      String table, String stage, String day, long rows, String amount, String unit) {
    return ControlTotal.of(
        table,
        stage,
        day == null ? null : LocalDate.parse(day),
        rows,
        new Amount(new BigDecimal(amount).setScale(8), unit));
  }
}
