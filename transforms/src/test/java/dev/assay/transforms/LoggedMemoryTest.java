package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.schemas.Origin;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.wealth.Trade;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a shard remembers, and what its log says of that. */
class LoggedMemoryTest {
  private final RowKey.Reader<Trade> keys = new RowKey.Reader<>(Trade.TABLE);
  private final LogInMemory state = new LogInMemory();

  private static LoggedMemory<Trade> memory() {
    return new LoggedMemory<>(Trade.TABLE, row -> List.of(row.customerId()));
  }

  private LoggedMemory<Trade> again() {
    LoggedMemory<Trade> memory = memory();
    memory.read(state.log());
    return memory;
  }

  private static Trade trade(String id, int day) {
    String time = "2026-01-0%dT10:00:00Z".formatted(day);
    return new PayloadParser<>(Trade.TABLE)
        .parse(Payloads.raw(1, Payloads.trade(id, "C" + day, "1", "3", time)))
        .row();
  }

  private static Remembered<Trade> known(String id, int day, long position) {
    Origin origin =
        new Origin(
            "kafka:" + position % 3,
            position,
            position % 2 == 0 ? null : Instant.ofEpochMilli(position),
            "run",
            "%064x".formatted(position));
    LocalDate date = LocalDate.of(2026, 1, day);
    return Remembered.<Trade>none()
        .with(date, new Refined<>(trade(id, day), origin))
        .beating(date, "%064x".formatted(position + 1));
  }

  @Test
  void what_is_made_of_the_log_is_what_was_logged_however_often_it_was_written_anew() {
    LoggedMemory<Trade> memory = again();
    Map<String, Remembered<Trade>> expected = new HashMap<>();
    Random random = new Random(7);
    int most = 0;
    for (int i = 0; i < 12_000; i++) {
      String id = "T" + random.nextInt(400);
      Remembered<Trade> known = known(id, 1 + random.nextInt(5), i);
      memory.keep(keys.of(known.row().row()), known);
      expected.put(id, known);
      if (i % 100 == 0) {
        memory.say("a" + i % 700, i % 300 == 0 ? null : new byte[] {(byte) i});
      }
      if (random.nextInt(20) == 0) {
        if (memory.log()) {
          memory = again();
        }
        most = Math.max(most, state.size());
      }
      if (random.nextInt(50) == 0) {
        memory.letGo();
      }
    }
    memory.log();
    LoggedMemory<Trade> held = memory;
    LoggedMemory<Trade> again = again();
    expected.forEach(
        (id, known) -> {
          RowKey key = keys.of(known.row().row());
          assertThat(held.of(key), is(known));
          assertThat(again.of(key), is(known));
        });
    for (int place = 0; place < 700; place += 100) {
      assertThat(again.said("a" + place), is(held.said("a" + place)));
    }
    assertThat("packets of some 20 rows", most, is(lessThan(200)));
  }

  @Test
  void what_is_forgotten_is_in_the_log_no_more() {
    LoggedMemory<Trade> memory = again();
    memory.keep(keys.of(trade("T1", 1)), known("T1", 1, 1));
    memory.keep(keys.of(trade("T2", 2)), known("T2", 2, 2));
    LocalDate day = LocalDate.of(2026, 1, 2);
    Remembered<Trade> beaten = Remembered.<Trade>none().beating(day, "hash");
    memory.keep(keys.of(trade("T3", 2)), beaten);
    memory.log();
    long version = state.log().version();
    assertThat(memory.earliest(), is(LocalDate.of(2026, 1, 1)));

    assertThat(memory.forget(day::isAfter), is(day));

    assertThat(state.log().version() == version, is(false));
    LoggedMemory<Trade> again = again();
    assertThat(again.earliest(), is(day));
    assertThat(again.of(keys.of(trade("T1", 1))), is(nullValue()));
    assertThat(again.of(keys.of(trade("T2", 2))), is(known("T2", 2, 2)));
    assertThat(again.of(keys.of(trade("T3", 2))), is(beaten));
    assertThat(again.referring("C1"), is(List.of()));
    assertThat(again.referring("C2"), is(List.of(known("T2", 2, 2))));
  }
}
