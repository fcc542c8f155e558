package dev.assay.runners.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LocalKafkaIT {
  @TempDir Path home;

  @Test
  void messages_and_port_stay_over_an_orderly_end_and_a_crash() throws Exception {
    Path folder = home.resolve("a folder that stays");
    String brokers;
    try (LocalKafka first = LocalKafka.start(folder)) {
      brokers = first.brokers();
      assertThat(brokers, startsWith("127.0.0.1:"));
      new Topic(brokers, "trades").write("one", "two");
    }
    try (LocalKafka second = LocalKafka.start(folder)) {
      assertThat(second.brokers(), is(brokers));
      new Topic(brokers, "trades").write("three");
      second.kill();
      assertThat(second.isAlive(), is(false));
    }
    try (LocalKafka third = LocalKafka.start(folder)) {
      assertThat(third.brokers(), is(brokers));
      assertThat(new Topic(brokers, "trades").read(), is(List.of("one", "two", "three")));
      assertThat(
          "the log holds what matters, and is never at DEBUG",
          Files.readString(folder.resolve("kafka.log")),
          allOf(containsString("started"), not(containsString("DEBUG"))));
    }
  }

  @Test
  void folder_of_a_live_broker_is_refused_with_a_clear_message() throws Exception {
    try (LocalKafka first = LocalKafka.start(home)) {
      assertThat(
          assertThrows(IllegalStateException.class, () -> LocalKafka.start(home)).getMessage(),
          containsString("is in use by another command"));
      assertThat(first.isAlive(), is(true));
    }
  }

  @Test
  void broker_that_a_killed_process_left_behind_is_ended_by_the_next_start() throws Exception {
    ServerProcess left =
        ServerProcess.start(
            home.toRealPath(),
            LocalKafka.NAME,
            List.of(
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                Sleeper.class.getName()));
    try (LocalKafka next = LocalKafka.start(home)) {
      assertThat(left.isAlive(), is(false));
      assertThat(next.isAlive(), is(true));
    }
  }

  /** Stands for a broker that nobody asked to end. */
  static final class Sleeper {
    private Sleeper() {}

    public static void main(String[] args) throws InterruptedException {
      Thread.sleep(300_000);
    }
  }

  @Test
  void port_that_another_program_took_meanwhile_is_named_with_the_way_out() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.write(home.resolve("ports"), List.of("broker " + other.getLocalPort()));

      String message = assertThrows(IOException.class, () -> LocalKafka.start(home)).getMessage();

      assertThat(
          message,
          allOf(
              containsString("port " + other.getLocalPort() + ", which broker had"),
              containsString("delete " + home.toRealPath().resolve("ports"))));
    }
  }
}
