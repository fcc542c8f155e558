package dev.assay.runners.simulate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.runners.local.Deadline;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bank's server stops or crashes in the middle of a banking day. */
@Timeout(180)
class BankOutageIT {
  private static final int COUNT = 1_000;

  @TempDir Path folder;

  @Test
  void every_transaction_is_committed_once_though_the_server_stops_and_crashes() throws Exception {
    Path data = folder.resolve("data");
    EmbeddedPostgres first = start(data, 0);
    int port = first.getPort();
    Bank bank = Bank.withJournal(first);
    AtomicLong transactions = new AtomicLong();
    CompletableFuture<BankTally> day =
        CompletableFuture.supplyAsync(
            () ->
                BankSimulator.run(
                    bank.address(),
                    BankingDay.of(COUNT, 20, 5).atRate(150),
                    so -> transactions.set(so.transactions())));

    Deadline.await(transactions::get, greaterThan(COUNT / 4L));
    first.close();
    EmbeddedPostgres second = start(data, port);
    Deadline.await(transactions::get, greaterThan(COUNT / 2L));
    crash(data);
    second.close();
    EmbeddedPostgres third = start(data, port);
    try {
      BankTally done = day.get(60, TimeUnit.SECONDS);
      assertThat(done.transactions(), is((long) COUNT));
      assertThat(bank.journal(), is(done.rows()));
      assertThat(bank.unexplainedAccounts(), empty());
    } finally {
      third.close();
    }
  }

  @Test
  void server_that_stays_away_ends_the_day_with_what_to_do() throws Exception {
    Path data = folder.resolve("data");
    EmbeddedPostgres server = start(data, 0);
    Bank bank = Bank.withJournal(server);
    BankingDay day =
        new BankingDay(
            OptionalLong.of(COUNT),
            Optional.empty(),
            OptionalDouble.of(100),
            1,
            5,
            TradeSimulation.DEFAULT_FROM,
            BankingDay.DEFAULT_STEP,
            Duration.ofSeconds(1));
    AtomicLong transactions = new AtomicLong();
    CompletableFuture<SimulationException> failure =
        CompletableFuture.supplyAsync(
            () ->
                assertThrows(
                    SimulationException.class,
                    () ->
                        BankSimulator.run(
                            bank.address(), day, so -> transactions.set(so.transactions()))));
    Deadline.await(transactions::get, greaterThan(20L));
    server.close();
    assertThat(
        failure.get(60, TimeUnit.SECONDS).getMessage(),
        containsString("tried for 1 s. See that a PostgreSQL runs there"));
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .start();
  }

  /**
   * PostgreSQL's immediate shutdown: nothing is flushed, and the next start recovers from the log.
   */
  private static void crash(Path data) throws Exception {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
    ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    assertThat(new ProcessBuilder("kill", "-QUIT", pid).start().waitFor(), is(0));
    server.onExit().get(30, TimeUnit.SECONDS);
  }
}
