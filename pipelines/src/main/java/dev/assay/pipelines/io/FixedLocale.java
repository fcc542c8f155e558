package dev.assay.pipelines.io;

import java.util.Locale;
import java.util.TimeZone;
import org.apache.beam.sdk.harness.JvmInitializer;

/**
 * One locale, that of no country, and one time zone, UTC, for every process that works on a lake.
 *
 * <p>Our own code states both wherever it formats. Libraries do not: Delta numbers the files of its
 * log, and Kafka its segments, with the digits of the process's locale, which for {@code ar-EG} or
 * {@code fa-IR} are not those that any reader looks for.
 */
public final class FixedLocale implements JvmInitializer {

  /**
   * Sets both for this process. To be called first of all, by everything that has a main method.
   */
  public static void set() {
    Locale.setDefault(Locale.ROOT);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }

  /** By runners whose workers ask for initializers; Flink's do not. */
  @Override
  public void onStartup() {
    set();
  }
}
