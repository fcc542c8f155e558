package dev.assay.pipelines.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {
  @TempDir Path folder;

  @Test
  void hidden_files_and_folders_are_passed_over() throws IOException {
    for (String name : List.of("a.jsonl", "_b.jsonl", ".c.jsonl", "_tmp/d.jsonl", "e/f.jsonl")) {
      Path file = folder.resolve("in").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "{}");
    }
    assertThat(
        SourceFiles.find("trades", folder.resolve("in").toString()).stream()
            .map(file -> folder.resolve("in").relativize(Path.of(file.uri())).toString())
            .toList(),
        is(List.of("a.jsonl", "e/f.jsonl")));
  }
}
