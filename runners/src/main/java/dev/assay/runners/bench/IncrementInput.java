package dev.assay.runners.bench;

import dev.assay.pipelines.io.FixedLocale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Writes what comes to a lake that {@link BenchInput} filled: 1,000 trades, of which 988 are new
 * and of one day, 10 say an earlier one again and 2 contradict one, the first of which wins as the
 * earlier event, so that its day is made anew.
 */
public final class IncrementInput {
  private static final int NEW = 988;
  private static final int REPEATED = 10;
  private static final long FIRST_NEW = 5_000_000_000L;
  private static final String TIME = "(\"transaction_time\":\"....-..-..T)[^\"]*";

  private final BenchInput lake = new BenchInput(BenchInput.DAYS);

  private IncrementInput() {}

  /** Arguments: the number of lines of the lake's input, and the file. */
  public static void main(String[] args) throws IOException {
    FixedLocale.set();
    Files.write(Path.of(args[1]), new IncrementInput().lines(Long.parseLong(args[0])));
  }

  private List<String> lines(long ofLake) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < REPEATED; i++) {
      lines.add(good(ofLake / 20 * (i + 1)));
    }
    lines.add(contradiction(good(ofLake / 20 * 12), "00:00:00.000Z"));
    lines.add(contradiction(good(ofLake / 20 * 14), "23:59:59.999Z"));
    String day = lines.get(0).replaceFirst(".*\"transaction_time\":\"(.{11}).*", "$1");
    for (int i = 0; i < NEW; i++) {
      lines.add(
          good(FIRST_NEW + 100L * i).replaceFirst("(\"transaction_time\":\").{11}", "$1" + day));
    }
    return lines;
  }

  private static String contradiction(String line, String time) {
    return line.replaceFirst("\"price\":[^,]*", "\"price\":1.25").replaceFirst(TIME, "$1" + time);
  }

  /** The first from this number on that breaks no rule. */
  private String good(long id) {
    return LongStream.iterate(id, next -> next + 1)
        .mapToObj(lake::line)
        .filter(line -> line.endsWith("}"))
        .filter(line -> !line.contains("\"C99000000\""))
        .filter(line -> !line.matches(".*\"quantity\":(0|-).*"))
        .findFirst()
        .orElseThrow();
  }
}
