package dev.assay.runners.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The settings of a server, with {@code {{NAME}}} where a value stands that each start gives. */
record Template(String text) {
  /** The one of this name beside this class. */
  static Template of(String name) throws IOException {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  Template with(String name, Object value) {
    return new Template(text.replace("{{" + name + "}}", value.toString()));
  }

  void write(Path file) throws IOException {
    if (text.contains("{{")) {
      throw new IllegalStateException(
          "no value is given for " + text.replaceAll("(?s).*(\\{\\{.*?}}).*", "$1"));
    }
    Files.writeString(file, text);
  }
}
