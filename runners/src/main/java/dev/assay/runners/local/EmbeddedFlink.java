package dev.assay.runners.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The settings of a Flink inside of this process: without them it listens on every address. */
public final class EmbeddedFlink {
  private static final String FOLDER = "embedded-flink";
  private static final String SETTINGS = "embedded-flink.yaml";

  /** The name by which Flink looks for them in its folder. */
  private static final String FILE = "config.yaml";

  private EmbeddedFlink() {}

  /**
   * Puts the settings into a home, for Beam's {@code --flinkConfDir}.
   *
   * @return the folder that holds them
   */
  public static Path settings(Path home) throws IOException {
    Path folder = PrivateFiles.folder(PrivateFiles.folder(home).resolve(FOLDER));
    Path file = folder.resolve(FILE);
    String text = Template.of(SETTINGS).text();
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      PrivateFiles.write(file, text);
    }
    return folder;
  }
}
