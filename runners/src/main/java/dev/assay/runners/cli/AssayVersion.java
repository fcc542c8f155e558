package dev.assay.runners.cli;

import dev.assay.runners.flink.FlinkLaunch;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code assay --version} says: what was built, from which commit, and what it runs on. */
final class AssayVersion implements IVersionProvider {
  private static final String UNKNOWN = "unknown";

  @Override
  public String[] getVersion() throws IOException {
    Properties built = new Properties();
    try (InputStream in = AssayVersion.class.getResourceAsStream("version.properties")) {
      built.load(in);
    }
    return new String[] {
      "assay " + built.getProperty("version"),
      commit(built),
      "Apache Beam %s, Apache Flink %s, Java %s"
          .formatted(
              built.getProperty("beam"), FlinkLaunch.flinkVersion(), Runtime.version().toString())
    };
  }

  /** Of the date in UTC; {@code -dirty} where files of the checkout were not as in the commit. */
  static String commit(Properties built) {
    String commit = built.getProperty("commit", UNKNOWN);
    // A build that is not Maven's, an editor's, leaves the name of the property.
    return commit.equals(UNKNOWN) || commit.startsWith("$")
        ? "commit " + UNKNOWN
        : "commit " + commit + " of " + built.getProperty("date");
  }
}
