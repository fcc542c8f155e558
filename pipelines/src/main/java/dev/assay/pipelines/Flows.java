package dev.assay.pipelines;

import dev.assay.schemas.Layer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The flows that can be run: those that the service entries of the class path name. */
public final class Flows {
  private static final Flows KNOWN = new Flows();

  private final Map<String, Flow> byName = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private Flows() {
    Iterator<FlowProvider> providers =
        ServiceLoader.load(FlowProvider.class, Flows.class.getClassLoader()).iterator();
    while (hasNext(providers)) {
      try {
        add(providers.next());
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        problems.add("A flow cannot be loaded: " + cause(e));
      }
    }
  }

  /** Whether there is one more; a service entry that cannot be read is passed over. */
  private boolean hasNext(Iterator<FlowProvider> providers) {
    while (true) {
      try {
        return providers.hasNext();
      } catch (ServiceConfigurationError e) {
        problems.add("A flow cannot be loaded: " + cause(e));
      }
    }
  }

  private static String cause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private void add(FlowProvider provider) {
    Flow flow = provider.flow();
    if (byName.containsKey(flow.name())) {
      problems.add(
          "Two flows are called %s, one of them by %s: give it another name"
              .formatted(flow, provider.getClass().getName()));
      return;
    }
    for (Input input : flow.inputs().inputs()) {
      if (Settings.named(input.name()).isPresent()) {
        problems.add(
            "The flow %s has a table %s, which is the name of a setting: give it another name"
                .formatted(flow, input.table()));
        return;
      }
    }
    byName.put(flow.name(), flow);
  }

  /** What keeps some from being run, as sentences: they are none of {@link #all}. */
  public static List<String> problems() {
    return List.copyOf(KNOWN.problems);
  }

  public static List<Flow> all() {
    return List.copyOf(KNOWN.byName.values());
  }

  /** The one that is meant where none is named. */
  public static Flow usual() {
    return all().get(0);
  }

  /** The flow of this name. */
  public static Optional<Flow> named(String name) {
    return Optional.ofNullable(KNOWN.byName.get(name));
  }

  /** Their names. */
  public static List<String> names() {
    return List.copyOf(KNOWN.byName.keySet());
  }

  /** The schemas that Assay makes in a warehouse. */
  public static List<String> schemas() {
    List<String> schemas = new ArrayList<>(names());
    schemas.add(Layer.AUDIT.toString());
    return schemas;
  }

  /** What can be asked of each. */
  public static List<PipelineInputs> inputs() {
    return all().stream().map(Flow::inputs).toList();
  }
}
