package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Flink's reporter for Prometheus, on one address of the machine. Flink's own listens on all of
 * them, and has no setting for it; its registry is open to this package only.
 */
public final class OneAddressReporter extends AbstractPrometheusReporter {
  private final HTTPServer server;

  OneAddressReporter(InetSocketAddress address) throws IOException {
    server = new HTTPServer(address, registry);
    log.info("Gives figures to Prometheus at {}", address);
  }

  @Override
  public void close() {
    server.stop();
    super.close();
  }
}
