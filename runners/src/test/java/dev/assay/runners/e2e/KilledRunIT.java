package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the real program, as a process of its own, by signal 9. */
class KilledRunIT {
  @TempDir static Path folder;

  @Test
  void a_killed_run_started_again_leaves_the_tables_as_if_never_killed() throws Exception {
    Path input = folder.resolve("input");
    TradeSimulator.write(input, TradeSimulation.of(12_000, 500, 3), lines -> {});
    Home whole = new Home(folder.resolve("whole"));
    assertThat(whole.run(input), is(0));
    Map<String, List<String>> tables = whole.tables();
    List<String> moments =
        List.of(
            "lake/wealth/silver/trades/day=*/*.parquet",
            "lake/wealth/bronze/trades/_delta_log/*1.json",
            "lake/wealth/silver/trades/_delta_log/*1.json",
            "lake/wealth/gold/last_prices/_delta_log/*1.json");
    for (int i = 0; i < moments.size(); i++) {
      Home killed = new Home(folder.resolve("killed" + i));
      killWhen(killed, input, moments.get(i));
      assertThat(moments.get(i), Files.exists(done(killed)), is(false));
      assertThat(moments.get(i), killed.run(input), is(0));
      assertThat(moments.get(i), killed.tables(), is(tables));
    }
  }

  private static Path done(Home home) {
    return home.folder.resolve("lake/wealth/runs/000001.done.json");
  }

  /** Kills the program as soon as it has written a file like this. */
  private static void killWhen(Home home, Path input, String pattern) throws Exception {
    Process process = home.start(input);
    home.await(process, pattern);
    process.destroyForcibly().waitFor();
  }
}
