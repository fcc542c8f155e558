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

/** Runs the real program on every runner there is. */
class SameGoldIT {
  private static final Path SAMPLE = Path.of("..", "data", "wealth").toAbsolutePath().normalize();

  @TempDir static Path folder;

  @Test
  void direct_runner_and_flink_give_the_same_tables() throws Exception {
    Path input = folder.resolve("input");
    TradeSimulator.write(input, TradeSimulation.of(10_000, 300, 5), lines -> {});
    for (String name : List.of("trades-1.jsonl", "trades-2.jsonl")) {
      Files.copy(SAMPLE.resolve(name), input.resolve("trades").resolve(name));
    }
    Home direct = new Home(folder.resolve("direct"));
    Home flink = new Home(folder.resolve("flink"));
    assertThat(direct.run(input), is(0));
    assertThat(flink.run(input, "--runner=flink"), is(0));
    Map<String, List<String>> expected = direct.tables();
    assertThat(flink.tables(), is(expected));
    // More of the same days, on the other runner than the first part.
    Path more = folder.resolve("more");
    TradeSimulator.write(more, TradeSimulation.of(3_000, 300, 6), lines -> {});
    assertThat(direct.run(more, "--runner=flink"), is(0));
    assertThat(flink.run(more, "--runner=direct"), is(0));
    assertThat(flink.tables(), is(direct.tables()));
  }
}
