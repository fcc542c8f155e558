package dev.assay.pipelines.books;

import dev.assay.transforms.Counts;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.beam.sdk.metrics.Counter;

/**
 * What a bounded run is at, for whoever watches it. Its steps tell when they begin: to their own
 * JVM at once, which serves a run in one process, and by counters, which a cluster gathers. What is
 * done again after a failure is told again.
 */
public enum RunStage {
  PLANNING("planning"),
  READING("reading"),
  SETTLING("settling"),
  PUBLISHING("publishing"),
  WAREHOUSE("writing the warehouse"),
  COMPARING("comparing");

  /** Of the counters, which are {@code run.input.bytes} and {@code run.stage.publishing}. */
  public static final String COUNTED = "run";

  /** Bytes of input that were read, as they lie in files: compressed, where they are. */
  public static final String BYTES = COUNTED + ".input.bytes";

  private static final Counter READ = Counts.of(COUNTED, "input", "bytes");
  private static final AtomicReference<RunStage> HERE = new AtomicReference<>(PLANNING);
  private static final LongAdder READ_HERE = new LongAdder();

  private final String text;

  RunStage(String text) {
    this.text = text;
  }

  /** Forgets what was told in this JVM: another run begins. */
  public static void forget() {
    HERE.set(PLANNING);
    READ_HERE.reset();
  }

  /** The last stage that was begun in this JVM. */
  public static RunStage here() {
    return HERE.get();
  }

  /** How many bytes of input were read in this JVM. */
  public static long bytesHere() {
    return READ_HERE.sum();
  }

  /** Tells that work of this stage begins. */
  public void begin() {
    HERE.accumulateAndGet(this, (one, other) -> one.compareTo(other) < 0 ? other : one);
    Counts.of(COUNTED, "stage", name()).inc();
  }

  /** The name of its counter. */
  public String counter() {
    return COUNTED + ".stage." + name();
  }

  /** Counts what is read from an input. */
  public static InputStream counted(InputStream input) {
    return new FilterInputStream(input) {
      @Override
      public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int some = super.read(buffer, offset, length);
        count(Math.max(0, some));
        return some;
      }
    };
  }

  private static void count(int bytes) {
    READ_HERE.add(bytes);
    READ.inc(bytes);
  }

  @Override
  public String toString() {
    return text;
  }
}
