package dev.assay.transforms;

import static dev.assay.transforms.Payloads.raw;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Sum;
import dev.assay.schemas.Column.Version;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;

/** A table is its record, and a gold table its record and metric: these have no other line. */
class NewTableTest {
  /** How one meter stood; its key has two columns of two kinds, its version is a number. */
  public record Reading(
      @Key String meter,
      @Key int hour,
      @EventTime LocalDate readOn,
      @Digits(precision = 30, scale = 6) BigDecimal litres,
      @Maybe @Version Long revision) {
    static final Table<Reading> TABLE =
        Table.of("readings", Reading.class)
            .check("hour_is_of_a_day", r -> r.hour() >= 0 && r.hour() < 24)
            .amount(Reading::litres, "litres");
  }

  /** How much flowed on a day. */
  public record Flow(
      @Key @EventTime LocalDate day,
      @Sum long readings,
      @Sum @Digits(precision = 38, scale = 6) BigDecimal litres) {
    static final Table<Flow> TABLE = Table.of("flows", Flow.class).in(Layer.GOLD);

    static Flow of(Reading reading) {
      return new Flow(reading.readOn(), 1, reading.litres());
    }
  }

  private static Reading reading(String meter, int hour, int day, String litres, Long revision) {
    return new Reading(
        meter, hour, LocalDate.of(2026, 1, day), new BigDecimal(litres).setScale(6), revision);
  }

  private static String json(String meter, int hour, int day, String litres, String revision) {
    return "{\"meter\":\"%s\",\"hour\":%d,\"read_on\":\"2026-01-0%d\",\"litres\":%s%s}"
        .formatted(meter, hour, day, litres, revision == null ? "" : ",\"revision\":" + revision);
  }

  @Test
  void it_is_refined_and_keeps_the_newest_row_of_each_key() {
    Runs<Reading> runs = new Runs<>(Reading.TABLE, 4);
    runs.run(
        List.of(
            raw(1, json("M1", 1, 5, "0.000001", "9")),
            raw(2, json("M1", 1, 5, "5", "10")),
            raw(3, json("M1", 2, 5, "7", null)),
            raw(4, json("M1", 24, 5, "1", null)),
            raw(5, json("M1", 1, 5, "5.0", "10")),
            raw(6, json("M1", 2, 6, "8", null))));
    runs.run(List.of(raw(7, json("M1", 2, 6, "6", "-1"))));
    assertThat(
        runs.winners(), contains(reading("M1", 1, 5, "5", 10L), reading("M1", 2, 6, "6", -1L)));
    assertThat(runs.contradictions(), is(empty()));
    assertThat(runs.broken(), contains(json("M1", 24, 5, "1", null) + " hour_is_of_a_day"));
    assertThat(runs.failures(), is(empty()));
  }

  @Test
  void its_facts_add_up() {
    Pipeline p = Payloads.pipeline();
    Origin origin = new Origin("file:a", 1, null, "r1", "h");
    Outputs<Rows<Flow>> out =
        Outputs.of(
            Added.up(
                    3,
                    p.apply(
                        Create.of(
                                new Rows<>(
                                    List.of(
                                        new Refined<>(reading("M1", 1, 5, "1.5", null), origin),
                                        new Refined<>(reading("M1", 1, 6, "2", null), origin))),
                                new Rows<>(
                                    List.of(
                                        new Refined<>(reading("M2", 1, 5, "0.25", 1L), origin))))
                            .withCoder(Rows.coder(Refined.coder(Reading.TABLE)))),
                    Metric.of(Flow.TABLE, Flow::of))
                .rows(Flow.TABLE));
    p.run().waitUntilFinish();
    assertThat(
        Outputs.flat(out),
        containsInAnyOrder(
            new Flow(LocalDate.of(2026, 1, 5), 2, new BigDecimal("1.750000")),
            new Flow(LocalDate.of(2026, 1, 6), 1, new BigDecimal("2.000000"))));
  }
}
