package dev.assay.runners.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What Java processes have used of the processors, in seconds, as Linux tells it.
 *
 * @param compilers of it, what Java's compilers used
 * @param collectors of it, what its garbage collectors used
 */
record CpuTime(double all, double compilers, double collectors) {
  private static final double TICKS_A_SECOND = 100;
  private static final CpuTime NONE = new CpuTime(0, 0, 0);

  /** Of these processes so far. */
  static CpuTime of(Stream<Long> pids) {
    return pids.map(CpuTime::ofProcess).reduce(NONE, CpuTime::plus);
  }

  private static CpuTime ofProcess(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    CpuTime known = NONE;
    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
      for (Path thread : (Iterable<Path>) threads::iterator) {
        known = known.plus(ofThread(thread));
      }
      // Those of threads that have ended are in it.
      return new CpuTime(used(process), known.compilers, known.collectors);
    } catch (IOException e) {
      return NONE;
    }
  }

  private static CpuTime ofThread(Path thread) {
    try {
      String name = Files.readString(thread.resolve("comm")).strip();
      double used = used(thread);
      boolean compiles = name.contains("CompilerThre");
      boolean collects =
          Stream.of("GC Thread", "G1 ", "VM Thread", "ZWorker").anyMatch(name::startsWith);
      return new CpuTime(0, compiles ? used : 0, collects ? used : 0);
    } catch (IOException ended) {
      return NONE;
    }
  }

  /** In user and system mode: the 14th and 15th word, of which the second may have spaces. */
  private static double used(Path place) throws IOException {
    String line = Files.readString(place.resolve("stat"));
    List<String> words = List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
    return (Long.parseLong(words.get(11)) + Long.parseLong(words.get(12))) / TICKS_A_SECOND;
  }

  CpuTime plus(CpuTime more) {
    return new CpuTime(all + more.all, compilers + more.compilers, collectors + more.collectors);
  }

  CpuTime minus(CpuTime before) {
    return new CpuTime(
        all - before.all, compilers - before.compilers, collectors - before.collectors);
  }

  /** The shares of compilers and collectors. */
  String shares() {
    return String.format(
        Locale.ROOT, "JIT %.0f %%, GC %.0f %%", 100 * compilers / all, 100 * collectors / all);
  }
}
