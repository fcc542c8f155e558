package dev.assay.pipelines.io.lake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.LakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeLayoutTest {
  @TempDir Path lake;

  @Test
  void lake_of_an_earlier_layout_is_refused_with_what_to_do() throws Exception {
    Files.createDirectories(lake.resolve("runs/wealth"));
    Files.writeString(lake.resolve("runs/wealth/000001.plan.json"), "{}");
    LakeException refused =
        assertThrows(LakeException.class, () -> LakeLayout.require(lake.toString()));
    assertThat(
        refused.getMessage(),
        allOf(
            containsString("was written by an earlier build of Assay"),
            containsString("PIPELINE/LAYER/TABLE"),
            containsString("Give a new lake and a new warehouse, and load the inputs again")));
  }

  @Test
  void new_lake_and_one_of_this_layout_are_taken() throws Exception {
    assertThat(LakeLayout.problem(lake.resolve("new").toString()), is(Optional.empty()));
    Files.createDirectories(lake.resolve("wealth/runs"));
    Files.writeString(lake.resolve("wealth/runs/000001.plan.json"), "{}");
    assertThat(LakeLayout.problem(lake + "/"), is(Optional.empty()));
  }
}
