package dev.assay.transforms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Some rows that travel between steps as one element. A runner's cost per element is then paid once
 * for some thousand rows, and a step with several outputs does not copy every row to each.
 *
 * @param list the rows; never changed once here
 */
public record Rows<T>(List<T> list) {
  /** How many rows a step gathers before it sends them on. */
  public static final int LIMIT = 2_000;

  public static <T> Coder<Rows<T>> coder(Coder<T> rowCoder) {
    return new RowsCoder<>(rowCoder);
  }

  public int size() {
    return list.size();
  }

  private static final class RowsCoder<T> extends StructuredCoder<Rows<T>> {
    private final Coder<T> rowCoder;

    RowsCoder(Coder<T> rowCoder) {
      this.rowCoder = rowCoder;
    }

    @Override
    public void encode(Rows<T> rows, OutputStream out) throws IOException {
      VarInt.encode(rows.size(), out);
      for (T row : rows.list()) {
        rowCoder.encode(row, out);
      }
    }

    @Override
    public Rows<T> decode(InputStream in) throws IOException {
      int size = VarInt.decodeInt(in);
      List<T> list = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        list.add(rowCoder.decode(in));
      }
      return new Rows<>(list);
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(rowCoder);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      rowCoder.verifyDeterministic();
    }
  }
}
