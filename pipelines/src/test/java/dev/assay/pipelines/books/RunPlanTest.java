package dev.assay.pipelines.books;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunPlanTest {
  private static final List<String> NONE = List.of();

  @Test
  void a_run_to_which_a_day_is_open_again_reopens() {
    RunPlan closing = plan(1, "load", "2026-01-05", NONE);
    assertThat(plan(2, "load", "2026-01-05", NONE).after(List.of(closing)).reopens(), is(false));
    assertThat(plan(2, "load", "2026-01-06", NONE).after(List.of(closing)).reopens(), is(false));
    assertThat(plan(2, "load", "2026-01-04", NONE).after(List.of(closing)).reopens(), is(true));
    assertThat(plan(2, "replay", null, NONE).after(List.of(closing)).reopens(), is(true));
    assertThat(
        plan(2, "load", "2026-01-06", List.of("2026-01-03")).after(List.of(closing)).reopens(),
        is(true));
  }

  @Test
  void the_last_bounded_run_counts_whatever_a_stream_closed_and_none_closed_nothing() {
    RunPlan open = plan(2, "load", null, NONE);
    RunPlan stream = plan(3, RunPlan.STREAM, "2026-01-09", NONE);
    List<RunPlan> earlier = List.of(plan(1, "load", "2026-01-05", NONE), open, stream);
    assertThat(plan(4, "load", null, NONE).after(earlier).reopens(), is(false));
    assertThat(plan(1, "load", null, NONE).after(List.of()).reopens(), is(false));
  }

  @Test
  void a_plan_is_read_as_it_was_written_also_one_from_before_it_said_so() {
    RunPlan plan = plan(2, "load", null, NONE).after(List.of(plan(1, "load", "2026-01-05", NONE)));
    assertThat(RunPlan.fromJson(plan.toJson()), is(plan));
    assertThat(plan.reopens(), is(true));
    String older = plan.toJson().replaceFirst(",\\s*\"reopens\" : true", "");
    assertThat(RunPlan.fromJson(older).reopens(), is(false));
  }

  private static RunPlan plan(long number, String kind, String firstOpenDay, List<String> behind) {
    return new RunPlan(
        number,
        "run " + number,
        "wealth",
        kind,
        "2026-01-10T00:00:00Z",
        List.of(),
        Map.of(),
        firstOpenDay,
        ReplayFilter.ALL,
        behind,
        Map.of());
  }
}
