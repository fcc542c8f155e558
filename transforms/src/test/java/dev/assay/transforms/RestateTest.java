package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;

class RestateTest {
  /** A visit, as only this test knows it: its day is not part of its key. */
  public record Visit(@Key String id, @EventTime LocalDate day, long minutes) {
    static final Table<Visit> TABLE = Table.of("visits", Visit.class);
  }

  @Test
  void a_row_that_moves_is_taken_back_on_the_day_that_it_leaves_first() {
    assertThat(
        stated(
            List.of(
                change(Change.Kind.GAINED, "A", 5, 1),
                change(Change.Kind.LOST, "A", 5, 1),
                change(Change.Kind.GAINED, "A", 6, 1))),
        contains("A 5 withdrawn", "A 6 1"));
  }

  @Test
  void a_row_that_comes_back_is_stated_last_on_its_own_day() {
    assertThat(
        stated(
            List.of(
                change(Change.Kind.GAINED, "A", 5, 1),
                change(Change.Kind.LOST, "A", 5, 1),
                change(Change.Kind.GAINED, "A", 6, 1),
                change(Change.Kind.LOST, "A", 6, 1),
                change(Change.Kind.GAINED, "A", 5, 2))),
        contains("A 6 withdrawn", "A 5 2"));
  }

  @Test
  void a_row_that_stays_on_its_day_is_stated_once() {
    assertThat(
        stated(List.of(change(Change.Kind.LOST, "A", 5, 1), change(Change.Kind.GAINED, "A", 5, 2))),
        contains("A 5 2"));
  }

  private static Change<Visit> change(Change.Kind kind, String id, int day, long minutes) {
    Visit visit = new Visit(id, LocalDate.of(2026, 1, day), minutes);
    return new Change<>(kind, new Refined<>(visit, new Origin("visits", 1, null, "r1", "")));
  }

  private static List<String> stated(List<Change<Visit>> changes) {
    Pipeline pipeline = Payloads.pipeline();
    Outputs<Rows<Restated<Visit>>> stated =
        Outputs.of(
            pipeline
                .apply(
                    Create.of(new Rows<>(changes)).withCoder(Rows.coder(Change.coder(Visit.TABLE))))
                .apply(Restate.into(Visit.TABLE, Optional::of)));
    pipeline.run().waitUntilFinish();
    return Outputs.flat(stated).stream()
        .map(
            each ->
                each.row().id()
                    + " "
                    + each.row().day().getDayOfMonth()
                    + (each.stands() ? " " + each.row().minutes() : " withdrawn"))
        .toList();
  }
}
