package dev.assay.pipelines.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EndpointTest {
  @Test
  void files_are_named_by_path_or_file_uri() {
    for (String uri :
        new String[] {
          "/data/a b/*.jsonl", "file:/data/a b/*.jsonl", "file:///data/a%20b/*.jsonl"
        }) {
      assertThat(Endpoint.of(uri), is(new Endpoint.Files("/data/a b/*.jsonl")));
    }
  }

  @Test
  void a_relative_path_is_made_absolute_and_a_folder_stays_one() {
    String here = Path.of("").toAbsolutePath().toString();
    assertThat(Endpoint.of("trades/"), is(new Endpoint.Files(here + "/trades/")));
  }

  @Test
  void a_database_is_named_by_its_jdbc_address() {
    assertThat(Endpoint.of("jdbc:postgresql://host:5432/db"), instanceOf(Endpoint.Database.class));
  }

  @Test
  void an_address_of_no_known_kind_is_refused_in_words() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of("nowhere://x/y"))
            .getMessage(),
        is(
            "addresses of the kind nowhere: are not known; give a path or file:, or for a database"
                + " jdbc:postgresql:"));
  }

  @Test
  void a_database_is_refused_where_files_must_be() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> Endpoint.files("jdbc:postgresql://host:5432/db"))
            .getMessage(),
        is("this is a database; give a file, a folder or a pattern"));
  }
}
