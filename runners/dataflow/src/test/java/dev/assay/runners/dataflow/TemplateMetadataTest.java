package dev.assay.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds metadata.json to the options, or writes it when asked to. */
class TemplateMetadataTest {
  private static final Path FILE = Path.of("metadata.json");

  @Test
  void metadata_says_what_the_options_say() throws IOException {
    if (Boolean.getBoolean("assay.write")) {
      Files.writeString(FILE, TemplateMetadata.json());
    }
    assertThat(
        "Write it anew with mvn -pl runners/dataflow -am test -Dtest=TemplateMetadataTest"
            + " -Dassay.write=true",
        Files.readString(FILE),
        is(TemplateMetadata.json()));
  }
}
