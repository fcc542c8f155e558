package dev.assay.pipelines;

import dev.assay.schemas.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The flows that can be run: those that the service entries of the class path name. */
public final class Flows {
  private static final List<Flow> ALL =
      ServiceLoader.load(FlowProvider.class, Flows.class.getClassLoader()).stream()
          .map(each -> each.get().flow())
          .toList();

  private Flows() {}

  public static List<Flow> all() {
    return ALL;
  }

  /** The one that is meant where none is named. */
  public static Flow usual() {
    return ALL.get(0);
  }

  /** The flow of this name. */
  public static Optional<Flow> named(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(Flow::name).toList();
  }

  /** The schemas that Assay makes in a warehouse. */
  public static List<String> schemas() {
    List<String> schemas = new ArrayList<>(names());
    schemas.add(Layer.AUDIT.toString());
    return schemas;
  }

  /** What can be asked of each. */
  public static List<PipelineInputs> inputs() {
    return ALL.stream().map(Flow::inputs).toList();
  }
}
