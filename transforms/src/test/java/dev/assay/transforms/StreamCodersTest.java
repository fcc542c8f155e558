package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.Origin;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.Coder.NonDeterministicException;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamCodersTest {
  private static final LocalDate DAY = LocalDate.parse("2026-01-05");
  private static final Refined<Trade> ROW =
      new Refined<>(
          new Trade(
              "T1",
              "C1",
              "ACME",
              TransactionType.SELL,
              new BigDecimal("1.5000"),
              new BigDecimal("0.0001"),
              "USD",
              Instant.parse("2026-01-05T10:00:00.000001Z"),
              "Jané",
              RiskCategory.HIGH),
          new Origin("kafka:trades/3", 7, null, "r1", "h1"));

  private static StockVolume volume(String quantity) {
    return new StockVolume(
        DAY, "ACME", 1, new BigDecimal(quantity).setScale(4), new BigDecimal("2").setScale(8));
  }

  /** Twice in one stream, so that a coder that reads too much or too little is found out. */
  private static <E> void assertRoundTrip(Coder<E> coder, E element)
      throws IOException, NonDeterministicException {
    coder.verifyDeterministic();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    coder.encode(element, out);
    coder.encode(element, out);
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    assertThat(coder.decode(in), is(element));
    assertThat(coder.decode(in), is(element));
    assertThat(in.available(), is(0));
    assertThat(SerializableUtils.ensureSerializable(coder), is(coder));
  }

  @ParameterizedTest
  @EnumSource(Change.Kind.class)
  void a_change_comes_back_as_it_was(Change.Kind kind) throws Exception {
    assertRoundTrip(Change.coder(Trade.TABLE), new Change<>(kind, ROW));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_restated_row_comes_back_as_it_was(boolean stands) throws Exception {
    assertRoundTrip(Restated.coder(StockVolume.TABLE), new Restated<>(volume("3"), stands, 300));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE})
  void a_sum_comes_back_as_it_was(long rows) throws Exception {
    assertRoundTrip(
        Counted.coder(RecordCoder.of(StockVolume.class)), new Counted<>(rows, volume("-3")));
  }

  @Test
  void a_standing_row_comes_back_as_it_was() {
    Remembered.Codec<Trade> codec = new Remembered.Codec<>(Trade.TABLE, text -> {});
    LocalDate first = LocalDate.MIN.plusYears(999_990_000);
    for (LocalDate day : Arrays.asList(DAY, first, LocalDate.EPOCH, null)) {
      Remembered<Trade> none = Remembered.<Trade>none().with(day, null);
      Remembered<Trade> beaten = none.beating(day, "a").beating(day, "0a".repeat(32));
      for (Remembered<Trade> each : Set.of(none, beaten, beaten.with(day, ROW))) {
        byte[] bytes = codec.encode("a key", each);
        assertThat(codec.decode(new ByteArrayInputStream(bytes)), is(each));
        String key = each.row() == null ? "a key" : ROW.row().tradeId();
        assertThat(codec.key(new ByteArrayInputStream(bytes)), is(key));
      }
    }
  }

  @Test
  void coders_are_equal_exactly_when_their_tables_are() {
    assertThat(Change.coder(Trade.TABLE), is(Change.coder(Trade.TABLE)));
    assertThat(Change.coder(Trade.TABLE).hashCode(), is(Change.coder(Trade.TABLE).hashCode()));
    assertThat(Change.coder(Trade.TABLE).equals((Object) Change.coder(Customer.TABLE)), is(false));
    assertThat(Restated.coder(TopStock.TABLE), is(Restated.coder(TopStock.TABLE)));
    assertThat(
        Restated.coder(TopStock.TABLE).equals((Object) Restated.coder(StockVolume.TABLE)),
        is(false));
    Coder<StockVolume> volumes = RecordCoder.of(StockVolume.class);
    assertThat(Counted.coder(volumes), is(Counted.coder(volumes)));
    assertThat((Object) Counted.coder(volumes), is(not((Object) volumes)));
  }
}
