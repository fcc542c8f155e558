package org.apache.flink.metrics.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Makes {@link OneAddressReporter}s, of the settings {@code host} and {@code port}. */
public final class OneAddressReporterFactory implements MetricReporterFactory {
  @Override
  public MetricReporter createMetricReporter(Properties settings) {
    InetSocketAddress address =
        new InetSocketAddress(setting(settings, "host"), Integer.parseInt(setting(settings, "port")));
    try {
      return new OneAddressReporter(address);
    } catch (IOException e) {
      throw new UncheckedIOException("The figures for Prometheus cannot be given at " + address, e);
    }
  }

  /** Flink gives numbers as what they are, or as text. */
  private static String setting(Properties settings, String name) {
    Object value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The setting " + name + " of the reporter is missing");
    }
    return value.toString();
  }
}
