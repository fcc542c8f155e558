package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * A gold row as a stream states it now, in place of what it stated before.
 *
 * @param stands false when there is no such row any more: nothing but its key counts then
 * @param number grows with every statement of a key in a run: runners may change their order
 */
public record Restated<G extends Record>(G row, boolean stands, long number) {
  /** What is stated once. */
  public Restated(G row, boolean stands) {
    this(row, stands, 0);
  }

  public static <G extends Record> Coder<Restated<G>> coder(Table<G> table) {
    return new RestatedCoder<>(RecordCoder.of(table.type()));
  }

  private static final class RestatedCoder<G extends Record> extends StructuredCoder<Restated<G>> {
    private final Coder<G> row;

    RestatedCoder(Coder<G> row) {
      this.row = row;
    }

    @Override
    public void encode(Restated<G> restated, OutputStream out) throws IOException {
      out.write(restated.stands() ? 1 : 0);
      VarInt.encode(restated.number(), out);
      row.encode(restated.row(), out);
    }

    @Override
    public Restated<G> decode(InputStream in) throws IOException {
      boolean stands = in.read() == 1;
      long number = VarInt.decodeLong(in);
      return new Restated<>(row.decode(in), stands, number);
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(row);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      row.verifyDeterministic();
    }
  }
}
