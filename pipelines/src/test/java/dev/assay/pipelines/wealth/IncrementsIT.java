package dev.assay.pipelines.wealth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many small inputs by several runs, which read of the lake only what they need. */
class IncrementsIT {
  private static final int RUNS = 4;
  private static final int CUSTOMERS = 4;

  @TempDir Path folder;

  /** Trades that are repeated and contradicted across days and runs, and customers that change. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void runs_over_parts_in_any_order_are_one_run_over_everything(long seed) throws IOException {
    Random random = new Random(seed);
    List<StringBuilder> trades = parts("");
    List<StringBuilder> customers = parts("customer_id,name,risk_category,updated_at\n");
    for (int i = 0; i < CUSTOMERS; i++) {
      customers.get(0).append(customer(random, i, 0));
      customers.get(random.nextInt(RUNS)).append(customer(random, i, 1 + random.nextInt(3)));
    }
    for (int i = 0; i < 60; i++) {
      trades.get(random.nextInt(RUNS)).append(trade(random));
    }
    for (int i = 0; i < RUNS; i++) {
      Files.writeString(folder.resolve("trades-" + i + ".jsonl"), trades.get(i));
      Files.writeString(folder.resolve("customers-" + i + ".csv"), customers.get(i));
    }

    WealthRuns whole = new WealthRuns(folder.resolve("whole"));
    assertThat(
        whole.load(folder.resolve("trades-*.jsonl"), folder.resolve("customers-*.csv")).failures(),
        is(empty()));
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    for (int i = 0; i < RUNS; i++) {
      assertThat(
          runs.load(
                  folder.resolve("trades-" + i + ".jsonl"),
                  folder.resolve("customers-" + i + ".csv"))
              .failures(),
          is(empty()));
    }
    assertThat(runs.tables(), is(whole.tables()));
    assertThat(runs.totals(), is(whole.totals()));
  }

  private static List<StringBuilder> parts(String first) {
    List<StringBuilder> parts = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      parts.add(new StringBuilder(first));
    }
    return parts;
  }

  private static String customer(Random random, int customer, int version) {
    return String.format(
        Locale.ROOT,
        "C%d,Name %d,%s,2026-01-0%dT00:00:00Z%n",
        customer,
        version,
        random.nextBoolean() ? "LOW" : "HIGH",
        version + 1);
  }

  /** One of few, so that most are said several times, with another price or another day. */
  private static String trade(Random random) {
    int id = random.nextInt(25);
    return String.format(
        Locale.ROOT,
        "{\"trade_id\":\"T%d\",\"customer_id\":\"C%d\",\"stock_symbol\":\"KO\","
            + "\"transaction_type\":\"BUY\",\"quantity\":%d,\"price\":2,"
            + "\"transaction_time\":\"2026-01-0%dT10:00:00Z\"}%n",
        id,
        id % CUSTOMERS,
        random.nextInt(4),
        5 + (id + (random.nextInt(5) == 0 ? 1 : 0)) % 3);
  }
}
