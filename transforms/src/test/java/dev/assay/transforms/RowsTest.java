package dev.assay.transforms;

import static dev.assay.transforms.Payloads.raw;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.Amount;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.Trade;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class RowsTest {
  private static final Coder<Rows<Raw>> RAWS = Rows.coder(RecordCoder.of(Raw.class));
  private static final List<Raw> SOME =
      IntStream.range(0, 100).mapToObj(i -> raw(i, "\u00E4".repeat(i))).toList();

  private static <E> E through(Coder<E> coder, E element) throws IOException {
    return CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, element));
  }

  @Test
  void rows_come_back_when_somebody_looks() throws IOException {
    Rows<Raw> back = through(RAWS, new Rows<>(SOME));
    assertThat(back.size(), is(100));
    assertThat(back.list(), is(SOME));
    assertThat(back.list(), is(SOME));
  }

  @Test
  void rows_passed_on_keep_their_bytes_looked_at_or_not() throws IOException {
    byte[] bytes = CoderUtils.encodeToByteArray(RAWS, new Rows<>(SOME));
    Rows<Raw> unseen = CoderUtils.decodeFromByteArray(RAWS, bytes);
    assertThat(CoderUtils.encodeToByteArray(RAWS, unseen), is(bytes));
    Rows<Raw> seen = CoderUtils.decodeFromByteArray(RAWS, bytes);
    assertThat(seen.list().size(), is(100));
    assertThat(CoderUtils.encodeToByteArray(RAWS, seen), is(bytes));
    assertThat(through(RAWS, through(RAWS, unseen)).list(), is(SOME));
  }

  @Test
  void no_rows_are_rows_too() throws IOException {
    Rows<Raw> back = through(RAWS, new Rows<>(List.of()));
    assertThat(back.size(), is(0));
    assertThat(back.list(), is(empty()));
  }

  @Test
  void several_rows_in_one_stream_take_no_bytes_of_each_other() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    RAWS.encode(new Rows<>(SOME), both);
    RAWS.encode(new Rows<>(SOME), both);
    ByteArrayInputStream in = new ByteArrayInputStream(both.toByteArray());
    assertThat(RAWS.decode(in).list(), is(SOME));
    assertThat(RAWS.decode(in).list(), is(SOME));
    assertThat(in.available(), is(0));
  }

  @Test
  void equal_rows_have_equal_structure() throws IOException {
    assertThat(
        RAWS.structuralValue(new Rows<>(SOME)),
        is(RAWS.structuralValue(through(RAWS, new Rows<>(SOME)))));
    assertThat(
        RAWS.structuralValue(new Rows<>(SOME)),
        is(not(RAWS.structuralValue(new Rows<>(SOME.subList(1, 100))))));
  }

  @Test
  void coders_of_one_row_type_are_equal_and_deterministic() throws Exception {
    Coder<Rows<Raw>> other = Rows.coder(RecordCoder.of(Raw.class));
    assertThat(other, is(RAWS));
    assertThat(other.hashCode(), is(RAWS.hashCode()));
    assertThat(RAWS.equals((Object) Rows.coder(RecordCoder.of(Rejected.class))), is(false));
    RAWS.verifyDeterministic();
    assertThat(Refined.coder(Trade.TABLE), is(Refined.coder(Trade.TABLE)));
    assertThat(Batch.coder(Trade.TABLE), is(Batch.coder(Trade.TABLE)));
    assertThat(Batch.coder(Trade.TABLE).equals((Object) Batch.coder(Customer.TABLE)), is(false));
    Batch.coder(Trade.TABLE).verifyDeterministic();
  }

  @Test
  void threads_may_look_at_the_same_rows() throws IOException {
    byte[] bytes = CoderUtils.encodeToByteArray(RAWS, new Rows<>(SOME));
    for (int round = 0; round < 200; round++) {
      Rows<Raw> shared = CoderUtils.decodeFromByteArray(RAWS, bytes);
      assertThat(
          IntStream.range(0, 8).parallel().mapToObj(i -> shared.list()).distinct().toList(),
          contains(SOME));
    }
  }

  @Test
  void a_batch_comes_back_whole() throws IOException {
    Customer full =
        new Customer(
            "C1",
            "J\u00E4ne",
            RiskCategory.HIGH,
            "***@x",
            "*1",
            LocalDate.of(1990, 1, 1),
            Instant.parse("2026-01-05T10:00:00.000001Z"));
    Customer bare = new Customer("C2", "", RiskCategory.LOW, null, null, null, null);
    Raw csv = new Raw("file:a", 7, "1,2", "a,b", null, Payloads.ARRIVED, "r1", "h", "ISO-8859-1");
    Batch<Customer> batch =
        new Batch<>(
            List.of(
                new Batch.Candidate<>(full, csv, "0f"),
                new Batch.Candidate<>(bare, raw(2, "{}"), "")),
            List.of(
                Rejected.of(
                    Layer.SILVER,
                    "customers",
                    List.of("a", "b"),
                    csv,
                    LocalDate.of(2026, 1, 5),
                    new Amount(new BigDecimal("-1.50000000"), "EUR"))),
            List.of(Payloads.total("customers", "read", null, 3, "1.5")));
    assertThat(through(Batch.coder(Customer.TABLE), batch), is(batch));
    Batch<Customer> nothing = new Batch<>(List.of(), List.of(), List.of());
    assertThat(through(Batch.coder(Customer.TABLE), nothing), is(nothing));
  }
}
