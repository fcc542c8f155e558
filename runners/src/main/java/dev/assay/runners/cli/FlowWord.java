package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Flows;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Words of a command line that name a flow, in any case. */
final class FlowWord implements ITypeConverter<Flow>, Iterable<String> {
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
