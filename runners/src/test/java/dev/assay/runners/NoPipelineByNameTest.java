package dev.assay.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What asks for a run, and starts it, follows from the pipeline's inputs: it knows none by name.
 */
class NoPipelineByNameTest {
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");
  private static final Pattern NAME =
      Pattern.compile("(?i)\\b(wealth|insights|trades?|customers?)\\b|\"-*changes");

  private static final List<String> FILES =
      List.of(
          "../pipelines/src/main/java/dev/assay/pipelines/{Way,Asked,AskedInputs,AskedRun}.java",
          "../pipelines/src/main/java/dev/assay/pipelines/{AskedSettings,Setting,Settings}.java",
          "../pipelines/src/main/java/dev/assay/pipelines/{Input,PipelineInputs,Job}.java",
          "../pipelines/src/main/java/dev/assay/pipelines/{ClaimOptions,RunSettings}.java",
          "../pipelines/src/main/java/dev/assay/pipelines/StreamSettings.java",
          "src/main/java/dev/assay/runners/cli/{Run*,PipelineRun,Setting*,Lake*,Launch*}.java",
          "src/main/java/dev/assay/runners/cli/{ConfigFile,Home*,Warehouse*,Stream*}.java",
          "flink/src/main/java/dev/assay/runners/flink/*.java",
          "dataflow/src/main/java/dev/assay/runners/dataflow/*.java");

  @Test
  void settings_and_launchers_name_no_pipeline() throws IOException {
    List<String> named = new ArrayList<>();
    int seen = 0;
    for (String pattern : FILES) {
      Path folder = Path.of(pattern).getParent();
      String names = Path.of(pattern).getFileName().toString();
      int before = seen;
      try (var found = Files.newDirectoryStream(folder, names)) {
        for (Path file : found) {
          seen++;
          String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
          NAME.matcher(code).results().forEach(each -> named.add(file + ": " + each.group()));
        }
      }
      assertThat(pattern, seen > before, is(true));
    }
    assertThat(named, is(List.of()));
  }
}
