package dev.assay.schemas;

import java.util.List;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviderRegistrar;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Teaches Beam's coder inference that a flat record is encoded by {@link RecordCoder}. */
public final class RecordCoders extends CoderProvider implements CoderProviderRegistrar {
  @Override
  public List<CoderProvider> getCoderProviders() {
    return List.of(this);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> Coder<T> coderFor(TypeDescriptor<T> type, List<? extends Coder<?>> parts)
      throws CannotProvideCoderException {
    if (!type.getRawType().isRecord() || type.getRawType().getTypeParameters().length > 0) {
      throw new CannotProvideCoderException(type + " is not a flat record");
    }
    try {
      return (Coder<T>) RecordCoder.of(type.getRawType());
    } catch (IllegalArgumentException notFlat) {
      throw new CannotProvideCoderException(notFlat.getMessage(), notFlat);
    }
  }
}
