package dev.assay.runners.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code assay --version} says. */
final class AssayVersion implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties version = new Properties();
    try (InputStream in = AssayVersion.class.getResourceAsStream("version.properties")) {
      version.load(in);
    }
    return new String[] {
      "assay " + version.getProperty("version"),
      "Apache Beam " + version.getProperty("beam") + ", Java " + Runtime.version()
    };
  }
}
