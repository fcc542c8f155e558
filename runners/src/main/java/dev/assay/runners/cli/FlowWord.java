package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Flows;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The word of a command that names a flow. */
@Command
final class FlowWord {
  @Parameters(
      arity = "0..1",
      paramLabel = "PIPELINE",
      completionCandidates = Names.class,
      description = "Default: wealth.")
  private Flow flow = Flows.usual();

  Flow flow() {
    return flow;
  }

  /** Takes names of flows, in any case. */
  static final class Names implements ITypeConverter<Flow>, Iterable<String> {
    @Override
    public Flow convert(String word) {
      return Flows.named(word.toLowerCase(Locale.ROOT))
          .orElseThrow(() -> new TypeConversionException(word));
    }

    @Override
    public Iterator<String> iterator() {
      return Flows.names().iterator();
    }
  }
}
