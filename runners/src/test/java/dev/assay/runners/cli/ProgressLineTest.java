package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.runners.cli.ProgressLine.Seen;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final Optional<String> NOT = Optional.empty();
  private static final Seen READING =
      new Seen("Running wealth", "reading", 30_000, 250_000, 1_000_000);
  private static final Seen SETTLING =
      new Seen("Running wealth", "settling", 90_000, 1_000_000, 1_000_000);

  @Test
  void work_without_stages_tells_rows_and_rate() {
    assertThat(ProgressLine.of(new Seen("Simulating", "", 0, 0, 0), NOT, 2), is("Simulating, 2 s"));
    assertThat(
        ProgressLine.of(new Seen("Simulating", "", 30_000, 0, 0), NOT, 2),
        is("Simulating, 2 s, 30,000 rows, 15,000 rows/s"));
  }

  @Test
  void reading_tells_share_of_the_input_and_time_left() {
    assertThat(
        ProgressLine.of(READING, NOT, 2),
        is(
            "Running wealth: reading, 2 s, 30,000 rows, 15,000 rows/s, 25 % of 1.0 MB, about 6 s"
                + " left to read"));
    assertThat(
        ProgressLine.of(SETTLING, NOT, 9),
        is("Running wealth: settling, 9 s, 90,000 rows, 10,000 rows/s"));
  }

  @Test
  void off_a_terminal_a_line_is_due_at_each_stage_and_every_ten_seconds() {
    ProgressLine lines = new ProgressLine();
    assertThat(lines.due(READING, NOT, 0.5).isPresent(), is(true));
    assertThat(lines.due(READING, NOT, 10.4), is(NOT));
    assertThat(lines.due(READING, NOT, 10.5).isPresent(), is(true));
    assertThat(lines.due(SETTLING, NOT, 11).isPresent(), is(true));
    assertThat(lines.due(SETTLING, NOT, 20.9), is(NOT));
    assertThat(lines.due(SETTLING, NOT, 21).isPresent(), is(true));
  }

  @Test
  void waiting_is_told_in_place_of_the_work_that_waits() {
    ProgressLine lines = new ProgressLine();
    lines.due(READING, NOT, 1);
    Optional<String> waiting = Optional.of("Waiting for the warehouse at db:5432/assay, 12 s");
    assertThat(lines.due(READING, waiting, 2), is(waiting));
    assertThat(lines.due(READING, waiting, 3), is(NOT));
    assertThat(lines.due(READING, waiting, 12), is(waiting));
    assertThat(lines.due(READING, NOT, 13).isPresent(), is(true));
  }
}
