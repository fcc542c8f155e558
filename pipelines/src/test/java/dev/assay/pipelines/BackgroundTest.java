package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.LakeException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundTest {
  private static final Duration SOON = Duration.millis(20);
  private static final Duration LONG = Duration.standardSeconds(30);

  private final Background<String> background = new Background<>("test");

  @AfterEach
  void close() {
    background.close();
  }

  @Test
  void what_takes_long_is_not_waited_for_and_taken_when_it_is_done() {
    CountDownLatch gate = new CountDownLatch(1);
    background.begin(
        "a",
        () -> {
          gate.await();
          return "done";
        });
    background.begin("b", () -> "after it");

    assertThat(background.take("a", SOON), is(Optional.empty()));
    assertThat(background.take("b", SOON), is(Optional.empty()));
    assertThat(background.isBegun("a"), is(true));
    gate.countDown();
    assertThat(background.take("b", LONG), is(Optional.of("after it")));
    assertThat(background.take("a", LONG), is(Optional.of("done")));
    assertThat(background.isBegun("a"), is(false));
  }

  @Test
  void what_fails_fails_where_it_is_taken_and_may_be_begun_again() {
    LakeException full = new LakeException("the disk is full");
    background.begin(
        "a",
        () -> {
          throw full;
        });

    LakeException met = assertThrows(LakeException.class, () -> background.take("a", LONG));

    assertThat(met, is(sameInstance(full)));
    background.begin("a", () -> "now");
    assertThat(background.take("a", LONG), is(Optional.of("now")));
  }
}
