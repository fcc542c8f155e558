package dev.assay.pipelines.io.lake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Raw;
import dev.assay.schemas.wealth.Trade;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileTest {
  private static final StoredRows<Raw> BRONZE = StoredRows.of(Raw.table(Trade.TABLE).within("any"));
  private static final String RUN = "wealth-20260105T081530Z-000002";
  private static final String SOURCE = "/data/of/a/source/with/a/long/name/trades-";

  @TempDir Path lake;

  @Test
  void a_file_may_hold_every_payload_that_it_holds() throws IOException {
    Random random = new Random(5);
    for (String ends : List.of("1.jsonl", "ä€𝄞", "\u007f", "\uffff")) {
      List<Raw> rows =
          IntStream.range(0, 40)
              .mapToObj(i -> raw(RUN, SOURCE + random.nextInt(9) + ends, random.nextLong()))
              .toList();
      DataFile file = SampleRows.write(lake.toString(), BRONZE, rows);
      rows.forEach(
          row -> assertThat(file.mayHold(row.runId(), row.source(), row.position()), is(true)));
    }
  }

  @Test
  void a_file_holds_no_payload_of_another_run_or_of_another_place() throws IOException {
    DataFile file =
        SampleRows.write(
            lake.toString(), BRONZE, List.of(raw(RUN, "/a/b", 10), raw(RUN, "/a/d", 20)));
    assertThat(file.mayHold(RUN, "/a/c", 15), is(true));
    assertThat(file.mayHold("wealth-20260105T081530Z-000001", "/a/b", 10), is(false));
    assertThat(file.mayHold("wealth-20260105T081530Z-000003", "/a/b", 10), is(false));
    assertThat(file.mayHold(RUN, "/a/a", 10), is(false));
    assertThat(file.mayHold(RUN, "/a/e", 10), is(false));
    assertThat(file.mayHold(RUN, "/a/b", 9), is(false));
    assertThat(file.mayHold(RUN, "/a/b", 21), is(false));
  }

  @Test
  void a_file_of_which_nobody_told_may_hold_anything() {
    DataFile file = new DataFile("bronze", "trades", "/f.parquet", null, 1, 1, null, null);
    assertThat(file.mayHold(RUN, "/a/b", 1), is(true));
  }

  @Test
  void what_a_stream_says_of_its_file_is_asked_too() {
    DataFile file =
        new DataFile(
            "bronze",
            "trades",
            "/f.parquet",
            null,
            1,
            1,
            "{\"kafka:a/0\":{\"first\":5,\"next\":7}}",
            null);
    assertThat(file.mayHold(RUN, "kafka:a/0", 6), is(true));
    assertThat(file.mayHold(RUN, "kafka:a/0", 7), is(false));
    assertThat(file.mayHold(RUN, "kafka:a/1", 6), is(false));
  }

  private static Raw raw(String runId, String source, long position) {
    Instant now = Instant.parse("2026-01-05T00:00:00Z");
    return new Raw(source, position, "{}", null, null, now, runId, "0", null);
  }
}
