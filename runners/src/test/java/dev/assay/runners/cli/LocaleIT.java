package dev.assay.runners.cli;

import static java.util.stream.Collectors.joining;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample, run by a process whose locale has digits, or letters, of its own. */
@Timeout(180)
class LocaleIT {
  private static final Path SAMPLE = Path.of("..", "data", "wealth").toAbsolutePath().normalize();
  private static final String TIME =
      "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"ar, EG, Asia/Kathmandu", "fa, IR, Asia/Tehran", "tr, TR, Pacific/Kiritimati"})
  void sample_gives_the_expected_tables(String language, String country, String zone)
      throws Exception {
    List<String> process =
        List.of(
            "-Duser.language=" + language, "-Duser.country=" + country, "-Duser.timezone=" + zone);

    String run =
        assay(
            process,
            "run",
            "wealth",
            "--trades=" + SAMPLE.resolve("trades-*.jsonl"),
            "--customers=" + SAMPLE.resolve("customers.csv"),
            "--shards=4");
    Said gold = Said.by("query", "--format=csv", allGold(), "--home=" + folder.resolve("home"));

    assertThat(run, containsString("It adds up"));
    assertThat(rows(gold.out(), ""), containsInAnyOrder(expectedGold().toArray()));
    assertThat(files(), hasItem("000001.plan.json"));
    assertThat(files(), hasItem("00000000000000000000.json"));
  }

  private String assay(List<String> process, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("jvm.flags").toAbsolutePath());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // After the flags, which state a locale as well: what the main method does is tried here.
    command.addAll(process);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Assay.class.getName()));
    command.addAll(List.of(arguments));
    command.add("--home=" + folder.resolve("home"));
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process child = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(out + Files.readString(err), child.waitFor(), is(0));
    return out;
  }

  /** Every gold row as the expected files have it, in one query. */
  private static String allGold() throws IOException {
    List<String> tables = new ArrayList<>();
    for (Path file : expected()) {
      String table = file.getFileName().toString().replace(".csv", "");
      String columns =
          Stream.of(Files.readAllLines(file).get(0).split(","))
              .map(column -> column.equals("at") ? TIME : "coalesce(" + column + "::text, '')")
              .collect(joining(", "));
      tables.add("SELECT concat_ws('|', " + columns + ") AS row FROM wealth." + table);
    }
    return String.join(" UNION ALL ", tables);
  }

  private static List<String> expectedGold() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path file : expected()) {
      rows(Files.readString(file), "|").forEach(all::add);
    }
    return all;
  }

  private static List<Path> expected() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLE.resolve("expected"))) {
      return files.toList();
    }
  }

  private static List<String> rows(String csv, String between) {
    try (Stream<CsvRecord> records = CsvReader.builder().ofCsvRecord(csv).stream()) {
      return records.skip(1).map(each -> String.join(between, each.getFields())).toList();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
      return files.map(file -> file.getFileName().toString()).distinct().toList();
    }
  }
}
