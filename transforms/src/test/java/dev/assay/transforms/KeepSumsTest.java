package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.wealth.StockVolume;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** Sums over state that is not theirs. */
class KeepSumsTest {
  @Test
  void sums_that_an_earlier_build_kept_are_not_taken_for_none() {
    KeepSums sums =
        new KeepSums(
            new PeriodWindows(1, List.of(StockVolume.TABLE.period())),
            Duration.millis(1),
            List.of(StockVolume.TABLE));
    LogInMemory.Value<PacketLog.Mark> none = new LogInMemory.Value<>();
    LogInMemory.Value<Boolean> complete = new LogInMemory.Value<>();
    complete.write(true);
    KV<Integer, byte[]> packet = KV.of(0, new byte[] {0});

    StateOutdated refused =
        assertThrows(
            StateOutdated.class,
            () ->
                sums.process(
                    packet,
                    GlobalWindow.INSTANCE,
                    null,
                    none,
                    null,
                    none,
                    null,
                    complete,
                    null,
                    null,
                    null));

    assertThat(refused.getMessage(), containsString("--from=offsets"));
  }
}
