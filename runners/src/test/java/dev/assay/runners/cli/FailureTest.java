package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.LakeException;
import java.io.IOException;
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

  @Test
  void full_disk_is_known_under_what_runners_wrap_around_it() {
    assertThat(
        Failure.isDiskFull(new RuntimeException(new IOException("x: No space left on device"))),
        is(true));
    assertThat(Failure.isDiskFull(new RuntimeException("x")), is(false));
  }
}
