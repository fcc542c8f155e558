package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.wealth.StockVolume;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums over state that is not theirs, or not theirs any more. */
class KeepSumsTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);
  private static final IntervalWindow WINDOW =
      new IntervalWindow(Windows.startOf(DAY), Windows.startOf(DAY.plusDays(1)));
  private static final Clock NOW = new Clock(Instant.parse("2026-01-05T10:00:00Z"));

  private static KeepSums sums() {
    return new KeepSums(
        new PeriodWindows(1, List.of(StockVolume.TABLE.period())),
        Duration.millis(1),
        List.of(StockVolume.TABLE));
  }

  @Test
  void sums_that_an_earlier_build_kept_are_not_taken_for_none() {
    KeepSums sums = sums();
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

  /** What a runner keeps of a shard. */
  private record State(
      LogInMemory few,
      LogInMemory many,
      LogInMemory.Value<Long> number,
      LogInMemory.Value<BitSet> owing,
      LogInMemory.Value<Boolean> complete) {
    State() {
      this(
          new LogInMemory(),
          new LogInMemory(),
          new LogInMemory.Value<>(),
          new LogInMemory.Value<>(),
          new LogInMemory.Value<>());
    }

    State copy() {
      State copy =
          new State(
              few.copy(),
              many.copy(),
              new LogInMemory.Value<>(),
              new LogInMemory.Value<>(),
              new LogInMemory.Value<>());
      copy.number.write(number.read());
      copy.owing.write(owing.read() == null ? null : (BitSet) owing.read().clone());
      copy.complete.write(complete.read());
      return copy;
    }

    void take(KeepSums sums, byte[] packet) {
      sums.process(
          KV.of(0, packet),
          WINDOW,
          few.packets(),
          few.mark(),
          many.packets(),
          many.mark(),
          owing,
          complete,
          NOW,
          NOW,
          new Sent());
    }

    /** What is stated after an interval. */
    List<Restated<StockVolume>> state(KeepSums sums) {
      Sent sent = new Sent();
      sums.stateAfterInterval(
          0,
          WINDOW,
          few.packets(),
          few.mark(),
          many.packets(),
          many.mark(),
          number,
          owing,
          NOW,
          NOW,
          sent);
      List<Restated<StockVolume>> rows = new ArrayList<>();
      for (KV<Integer, byte[]> packet : sent.to(KeepSums.STATED)) {
        Packets.forEach(packet.getValue(), Restated.coder(StockVolume.TABLE), rows::add);
      }
      return rows;
    }
  }

  private static byte[] trades(List<Integer> stocks) {
    FactPackets facts = FactPackets.of(0, 1);
    for (int stock : stocks) {
      StockVolume trade =
          new StockVolume(DAY, "S" + stock, 1, BigDecimal.TEN, BigDecimal.valueOf(stock));
      facts.add(
          0,
          KeptSums.PLUS,
          new Counted<>(1, trade),
          Counted.coder(RecordCoder.of(StockVolume.class)));
    }
    List<byte[]> sent = new ArrayList<>();
    facts.send((shard, packet) -> sent.add(packet));
    return sent.get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void trades_of_a_bundle_that_is_lost_and_comes_again_are_added_and_stated_once(int seed) {
    Random random = new Random(seed);
    KeepSums sums = sums();
    sums.setUp();
    State state = new State();
    Map<String, Long> expected = new TreeMap<>();
    Map<String, Long> stated = new TreeMap<>();
    for (int bundle = 0; bundle < 300; bundle++) {
      List<List<Integer>> packets = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        packets.add(random.ints(5, 0, 40).boxed().toList());
      }
      if (random.nextBoolean()) {
        State lost = state.copy();
        packets.forEach(packet -> lost.take(sums, trades(packet)));
        if (random.nextBoolean()) {
          lost.state(sums);
        }
        Collections.shuffle(packets, random);
      }
      packets.forEach(packet -> state.take(sums, trades(packet)));
      packets.stream()
          .flatMap(List::stream)
          .forEach(stock -> expected.merge("S" + stock, 1L, Long::sum));
      if (random.nextInt(3) == 0) {
        state
            .state(sums)
            .forEach(each -> stated.put(each.row().stockSymbol(), each.row().trades()));
        assertThat(stated, is(expected));
      }
    }
    assertThat(stated.size(), is(40));
  }
}
