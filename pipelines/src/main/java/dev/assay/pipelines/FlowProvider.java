package dev.assay.pipelines;

/**
 * Names a flow to whoever looks for those that can be run: a class with a public constructor
 * without parameters, told by a service entry, {@code
 * META-INF/services/dev.assay.pipelines.FlowProvider}.
 */
public interface FlowProvider {
  /** The declaration. */
  Flow flow();
}
