package dev.assay.pipelines.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @Test
  void secret_is_read_from_a_file_without_its_last_line_break(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "s3cret\n");

    assertThat(Secrets.resolve("file:" + file), is("s3cret"));
    assertThat(Secrets.resolve("file://" + file), is("s3cret"));
  }

  @Test
  void secret_is_read_from_the_environment() {
    assertThat(Secrets.resolve("env:PATH"), is(System.getenv("PATH")));
  }

  @Test
  void message_of_a_missing_secret_names_its_reference() {
    assertThat(failure("env:ASSAY_NOT_SET"), containsString("env:ASSAY_NOT_SET"));
    assertThat(failure("file:/no/such/file"), containsString("file:/no/such/file"));
  }

  @Test
  void plain_text_is_refused_and_not_repeated() {
    assertThat(failure("s3cret"), allOf(containsString("env:NAME"), not(containsString("s3cret"))));
  }

  private static String failure(String reference) {
    return assertThrows(IllegalArgumentException.class, () -> Secrets.resolve(reference))
        .getMessage();
  }
}
