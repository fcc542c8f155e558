package dev.assay.runners.simulate;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is seen under its name only once it is complete. Hidden until then. */
final class WholeFile {

  private WholeFile() {}

  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  static void write(Path file, Content content) throws IOException {
    Path hidden = file.resolveSibling("." + file.getFileName());
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(hidden), 1 << 16)) {
        content.writeTo(out);
      }
      Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(hidden);
    }
  }
}
