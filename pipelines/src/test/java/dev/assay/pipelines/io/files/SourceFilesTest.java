package dev.assay.pipelines.io.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.books.SourceFile;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {
  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectories(temp.toRealPath().resolve("_in/.today"));
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "{}\n");
  }

  private List<String> found(String uri) {
    return SourceFiles.find("trades", Endpoint.files(uri)).stream()
        .map(file -> folder.relativize(Path.of(file.uri())).toString())
        .toList();
  }

  @Test
  void a_file_is_found_by_its_name() throws IOException {
    Path file = file("a.jsonl");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_767_607_200_000L));
    assertThat(
        SourceFiles.find("trades", Endpoint.files(file.toString())),
        contains(new SourceFile("trades", file.toString(), 3, 1_767_607_200_000L)));
    assertThat(found("file:" + file), contains("a.jsonl"));
    assertThat(found("file://" + file), contains("a.jsonl"));
  }

  @Test
  @Timeout(20)
  void a_file_that_is_not_there_is_not_looked_for_in_all_that_lies_beside_it() {
    // Beside it is the whole machine.
    assertThat(SourceFiles.find("trades", Endpoint.files("/no-such-file.csv")), is(empty()));
  }

  @Test
  void a_folder_gives_its_own_files_by_name_and_two_stars_those_of_folders_in_it_too()
      throws IOException {
    for (String name :
        List.of("b.csv", "a.jsonl", "c/d.json", "c/e/f.ndjson.gz", "G.CSV.GZ", "h i[1].csv")) {
      file(name);
    }
    List<String> all =
        List.of("G.CSV.GZ", "a.jsonl", "b.csv", "c/d.json", "c/e/f.ndjson.gz", "h i[1].csv");
    List<String> own = List.of("G.CSV.GZ", "a.jsonl", "b.csv", "h i[1].csv");
    assertThat(found(folder.toString()), is(own));
    assertThat(found(folder + "/"), is(own));
    assertThat(found(folder + "/**"), is(all));
    assertThat(found("file:" + folder), is(own));
  }

  @Test
  void a_pattern_gives_what_it_matches() throws IOException {
    for (String name : List.of("b.csv", "a.jsonl", "notes.txt", "c/d.jsonl")) {
      file(name);
    }
    assertThat(found(folder + "/*.jsonl"), contains("a.jsonl"));
    assertThat(found(folder + "/*/*.jsonl"), contains("c/d.jsonl"));
    assertThat(found(folder + "/?.{csv,jsonl}"), contains("a.jsonl", "b.csv"));
    assertThat(found(folder + "/*.gz"), is(empty()));
  }

  @Test
  void hidden_files_and_folders_are_left_out() throws IOException {
    for (String name :
        List.of("a.csv", ".b.csv", "_c.csv", "_SUCCESS", ".d/e.csv", "_f/g.csv", "h/_i/j.csv")) {
      file(name);
    }
    assertThat(found(folder.toString()), contains("a.csv"));
    assertThat(found(folder + "/**.csv"), contains("a.csv"));
    assertThat(found(folder + "/*.csv"), contains("a.csv"));
  }

  @Test
  void what_is_named_is_taken_even_when_it_looks_hidden() throws IOException {
    Path file = file("_f/_g.csv");
    assertThat(found(file.toString()), contains("_f/_g.csv"));
    assertThat(found(file.getParent().toString()), is(empty()));
    file("_f/h.csv");
    assertThat(found(file.getParent().toString()), contains("_f/h.csv"));
  }

  @Test
  void nothing_there_gives_nothing() {
    assertThat(found(folder.toString()), is(empty()));
    assertThat(found(folder + "/missing.csv"), is(empty()));
    assertThat(found(folder + "/missing/*.csv"), is(empty()));
  }

  @Test
  void an_unknown_format_is_refused_in_words() throws IOException {
    Path file = file("notes.txt");
    String message =
        "Cannot tell the format of "
            + file
            + ", given for trades: its name ends neither in .csv nor in .jsonl, .ndjson or .json"
            + " (each also with .gz). Rename it, or give a pattern that leaves it out, such as "
            + folder
            + "/*.jsonl";
    for (String uri : List.of(folder.toString(), file.toString(), folder + "/*")) {
      assertThat(
          assertThrows(InputException.class, () -> SourceFiles.find("trades", Endpoint.files(uri)))
              .getMessage(),
          is(message));
    }
  }
}
