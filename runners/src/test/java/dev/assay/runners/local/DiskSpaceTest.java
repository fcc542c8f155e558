package dev.assay.runners.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {
  @TempDir Path folder;

  @Test
  void too_little_room_is_told_with_its_place_also_before_the_folder_is_there() throws Exception {
    Path none = folder.resolve("not/there");

    DiskSpace.require(none, 0, "a database");
    String told =
        assertThrows(DiskFull.class, () -> DiskSpace.require(none, 1L << 40, "a database"))
            .getMessage();

    assertThat(
        told,
        allOf(
            startsWith("The disk of " + none + " is full: "),
            containsString("a database needs 1099511627776 MB. Make room there")));
  }

  @Test
  void disk_with_room_is_not_full() {
    assertThat(DiskSpace.full(List.of(folder)), is(Optional.empty()));
  }
}
