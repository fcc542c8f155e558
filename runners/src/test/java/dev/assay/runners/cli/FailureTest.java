package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.LakeException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void message_for_users_is_found_under_what_runners_wrap_around_it() {
    Throwable thrown =
        new RuntimeException(
            "Pipeline failed", new IllegalStateException(new InputException("No file is there")));

    assertThat(Failure.of(thrown).message(), is(Optional.of("No file is there")));
  }

  @Test
  void message_for_users_is_found_in_text() {
    Throwable thrown =
        new RuntimeException(LakeException.class.getName() + ": Cannot read a\n\tat a.b.C");

    assertThat(Failure.of(thrown).message(), is(Optional.of("Cannot read a")));
  }

  @Test
  void any_other_failure_is_no_message_for_users() {
    assertThat(Failure.of(new NullPointerException("x")).message(), is(Optional.empty()));
  }
}
