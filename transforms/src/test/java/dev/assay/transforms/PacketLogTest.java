package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.junit.jupiter.api.Test;

/** The log of a shard, over state in memory. */
class PacketLogTest {
  private final PacketLog log = new LogInMemory().log();

  private static byte[] packet(int... rows) {
    List<byte[]> packet = new ArrayList<>();
    Packets packets = new Packets(1, (shard, bytes) -> packet.add(bytes));
    for (int row : rows) {
      packets.add(0, 0, row, VarIntCoder.of());
    }
    packets.flush();
    return packet.get(0);
  }

  private List<Integer> rows() {
    List<Integer> rows = new ArrayList<>();
    log.read().values().forEach(each -> Packets.forEach(each, VarIntCoder.of(), rows::add));
    return rows;
  }

  private static long versionOf(byte[]... some) {
    PacketLog other = new LogInMemory().log();
    for (byte[] packet : some) {
      other.add(packet, 1);
    }
    return other.version();
  }

  @Test
  void packets_come_back_in_their_order_whatever_the_runner_does() {
    for (int row = 0; row < 9; row++) {
      log.add(packet(row), 1);
    }
    assertThat(rows(), contains(0, 1, 2, 3, 4, 5, 6, 7, 8));
  }

  @Test
  void logs_of_one_version_say_the_same() {
    assertThat(versionOf(), is(0L));
    assertThat(versionOf(packet(1), packet(2)), is(versionOf(packet(1), packet(2))));
    assertThat(versionOf(packet(1)), is(not(versionOf(packet(2)))));
    assertThat(versionOf(packet(1)), is(not(versionOf(packet(1), packet(1)))));
    assertThat(versionOf(packet(1), packet(2)), is(not(versionOf(packet(2), packet(1)))));
  }

  @Test
  void a_log_is_long_when_most_of_it_is_said_twice_and_then_written_anew() {
    log.add(packet(7, 8), 2);
    long version = log.version();
    log.add(packet(9), 1_199);
    assertThat(log.isLong(101), is(false));
    assertThat(log.isLong(100), is(true));
    long now = log.version();
    log.rewrite(2, List.of(packet(8), packet(9)));
    assertThat(rows(), contains(8, 9));
    assertThat("it says the same", log.version(), is(now));
    assertThat(now, is(not(version)));
    assertThat(log.isLong(2), is(false));
  }
}
