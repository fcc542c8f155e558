package dev.assay.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.FlowProvider;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Table;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A template of a flow that only its service entry on the class path tells of. */
class TemplateOfOwnFlowTest {
  @TempDir Path folder;

  /** A visit. */
  public record Visit(@Key String visitId) {
    static final Table<Visit> TABLE = Table.of("museum_visits", Visit.class);
  }

  /** Reads visits, and makes nothing of them. */
  public static final class Museum implements FlowProvider {
    @Override
    public Flow flow() {
      return Flow.named("museum", "Visits.").table(Visit.TABLE);
    }
  }

  @Test
  void inputs_of_a_flow_of_ones_own_are_parameters_beside_those_of_the_others() throws Exception {
    Path entry = folder.resolve("META-INF/services/" + FlowProvider.class.getName());
    Files.createDirectories(entry.getParent());
    Files.writeString(entry, Museum.class.getName());
    Path said = folder.resolve("metadata.json");
    Path failure = folder.resolve("failure");
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath() + File.pathSeparator + folder,
                TemplateMetadata.class.getName())
            .redirectOutput(said.toFile())
            .redirectError(failure.toFile())
            .start();
    int code = java.waitFor();
    assertThat(Files.readString(failure, StandardCharsets.UTF_8), code, is(0));
    List<String> names = new ArrayList<>();
    for (JsonNode parameter : new ObjectMapper().readTree(said.toFile()).get("parameters")) {
      names.add(parameter.get("name").textValue());
    }
    assertThat(names, hasItems("museumVisits", "trades", "lake"));
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
