package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The warehouse's server goes away in the middle of a run of the real program. */
class OutageIT {
  private static final String PUBLISHED = "lake/wealth/gold/last_prices/_delta_log/*1.json";

  @TempDir static Path folder;
  private static Path input;

  @BeforeAll
  static void simulate() throws IOException {
    input = folder.resolve("input");
    TradeSimulator.write(input, TradeSimulation.of(20_000, 300, 4), lines -> {});
  }

  @Test
  void a_server_that_comes_back_is_waited_for() throws Exception {
    Path data = folder.resolve("back");
    EmbeddedPostgres server = start(data, 0);
    int port = server.getPort();
    Home home = new Home(folder.resolve("waiting"));
    Process run = home.start(input, warehouse(port, 60));
    home.await(run, PUBLISHED);
    server.close();
    TimeUnit.SECONDS.sleep(3);
    try (EmbeddedPostgres again = start(data, port)) {
      assertThat(run.waitFor(2, TimeUnit.MINUTES), is(true));
      assertThat(home.log(), run.exitValue(), is(0));
      assertThat(home.tables(home.warehouse(again.getPort())), is(undisturbed()));
    }
  }

  @Test
  void a_server_that_stays_away_ends_the_run_and_the_next_one_completes_it() throws Exception {
    Path data = folder.resolve("away");
    EmbeddedPostgres server = start(data, 0);
    int port = server.getPort();
    Home home = new Home(folder.resolve("giving-up"));
    Process run = home.start(input, warehouse(port, 2));
    home.await(run, PUBLISHED);
    server.close();
    assertThat(run.waitFor(2, TimeUnit.MINUTES), is(true));
    assertThat(home.log(), run.exitValue(), is(1));
    assertThat(
        home.log(),
        containsString("The warehouse at 127.0.0.1:" + port + "/postgres cannot be used"));
    assertThat(home.log(), not(containsString("\tat ")));
    try (EmbeddedPostgres again = start(data, port)) {
      assertThat(home.run(input, warehouse(port, 60)), is(0));
      assertThat(home.tables(home.warehouse(again.getPort())), is(undisturbed()));
    }
  }

  private static Map<String, List<String>> undisturbed;

  private static synchronized Map<String, List<String>> undisturbed() throws Exception {
    if (undisturbed == null) {
      Home home = new Home(folder.resolve("undisturbed"));
      assertThat(home.run(input), is(0));
      undisturbed = home.tables();
    }
    return undisturbed;
  }

  private static String[] warehouse(int port, int patience) {
    return new String[] {
      "--warehouse=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
      "--warehouse-user=postgres",
      "--patience=" + patience
    };
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    Files.createDirectories(data);
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }
}
