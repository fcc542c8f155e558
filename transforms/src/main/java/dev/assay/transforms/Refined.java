package dev.assay.transforms;

import dev.assay.schemas.Origin;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;

/** A silver row with its lineage. */
public record Refined<T extends Record>(T row, Origin origin) {
  public static <T extends Record> Coder<Refined<T>> coder(Table<T> table) {
    return new RefinedCoder<>(RecordCoder.of(table.type()), RecordCoder.of(Origin.class));
  }

  private static final class RefinedCoder<T extends Record> extends StructuredCoder<Refined<T>> {
    private final Coder<T> row;
    private final Coder<Origin> origin;

    RefinedCoder(Coder<T> row, Coder<Origin> origin) {
      this.row = row;
      this.origin = origin;
    }

    @Override
    public void encode(Refined<T> value, OutputStream out) throws IOException {
      row.encode(value.row(), out);
      origin.encode(value.origin(), out);
    }

    @Override
    public Refined<T> decode(InputStream in) throws IOException {
      return new Refined<>(row.decode(in), origin.decode(in));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(row, origin);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      row.verifyDeterministic();
    }
  }
}
