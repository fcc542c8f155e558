package dev.assay.pipelines.io.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.jdbc.TableWriter.Pending;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.StockVolume;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server goes away while rows are written. */
@Timeout(120)
class WarehouseOutageIT {
  private static final Table<StockVolume> VOLUMES = StockVolume.TABLE.within("wealth");
  private static final int BATCHES = 60;
  private static final int ROWS = 500;

  @TempDir Path folder;
  private EmbeddedPostgres server;
  private Warehouse warehouse;
  private final CountDownLatch someAreWritten = new CountDownLatch(5);
  private final CountDownLatch serverIsGone = new CountDownLatch(1);

  @BeforeEach
  void startServer() throws IOException {
    server = start(0);
    warehouse = TestPostgres.warehouse(server.getPort(), "postgres");
    warehouse.prepare(List.of(VOLUMES), List.of());
  }

  @AfterEach
  void stopServer() throws IOException {
    warehouse.disconnect();
    server.close();
  }

  @Test
  void rows_arrive_once_when_the_server_is_restarted() throws Exception {
    CompletableFuture<Void> writing = writeAll();
    someAreWritten.await();

    server.close();
    serverIsGone.countDown();
    server = start(server.getPort());
    writing.get(60, TimeUnit.SECONDS);

    assertThat(TestPostgres.count(warehouse, VOLUMES), is((long) BATCHES * ROWS));
  }

  @Test
  void rows_arrive_once_when_connections_are_cut() throws Exception {
    CompletableFuture<Void> writing = writeAll();
    someAreWritten.await();
    serverIsGone.countDown();
    Warehouse other = TestPostgres.warehouse(server.getPort(), "template1");

    for (int i = 0; i < 10; i++) {
      TestPostgres.execute(
          other,
          "SELECT pg_terminate_backend(pid), pg_sleep(0.02) FROM pg_stat_activity"
              + " WHERE datname = 'postgres'");
    }
    writing.get(60, TimeUnit.SECONDS);
    other.disconnect();

    assertThat(TestPostgres.count(warehouse, VOLUMES), is((long) BATCHES * ROWS));
  }

  @Test
  void server_that_does_not_come_back_ends_the_run_with_a_clear_message() throws Exception {
    warehouse.disconnect();
    warehouse = warehouse.withPatience(Duration.ofSeconds(2));
    CompletableFuture<Void> writing = writeAll();
    someAreWritten.await();

    server.close();
    serverIsGone.countDown();

    ExecutionException end =
        assertThrows(ExecutionException.class, () -> writing.get(60, TimeUnit.SECONDS));
    assertThat(end.getCause(), instanceOf(WarehouseUnavailable.class));
    assertThat(end.getCause().getMessage(), containsString(warehouse.place()));
    assertThat(end.getCause().getMessage(), containsString("start the run again"));
  }

  private EmbeddedPostgres start(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  /** Writes a few batches, and the others while or after the server is away. */
  private CompletableFuture<Void> writeAll() {
    TableWriter<StockVolume> writer = new TableWriter<>(VOLUMES, warehouse, StockVolume::trades);
    return CompletableFuture.runAsync(
        () -> {
          for (int batch = 0; batch < BATCHES; batch++) {
            if (batch == 8) {
              await(serverIsGone);
            }
            writer.write(
                rows(batch),
                (row, refusal) -> {
                  throw refusal;
                });
            someAreWritten.countDown();
          }
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Pending<StockVolume, String>> rows(int batch) {
    return IntStream.range(batch * ROWS, (batch + 1) * ROWS)
        .mapToObj(
            i ->
                new StockVolume(
                    LocalDate.of(2026, 1, 2),
                    "S" + i,
                    i,
                    new BigDecimal("1.5000"),
                    new BigDecimal("2.25000000")))
        .map(row -> new Pending<>(row, 1, ""))
        .toList();
  }
}
