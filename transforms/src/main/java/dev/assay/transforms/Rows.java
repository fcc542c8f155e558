package dev.assay.transforms;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Some rows that travel between steps as one element, so that a runner's cost per element is paid
 * once for some thousand rows. Rows that come from another worker are decoded when somebody looks
 * at them, so passing them on, or past a step that does not want them, costs a copy of bytes only.
 * Threads may share them, as they do those of a side input.
 */
public final class Rows<T> {
  /** How many rows a step gathers before it sends them on. */
  public static final int LIMIT = 2_000;

  private final int size;
  private volatile List<T> list;
  private volatile byte[] bytes;
  private Coder<T> coder;

  /** These rows; the list must not change any more. */
  public Rows(List<T> list) {
    this.list = list;
    this.size = list.size();
  }

  private Rows(int size, byte[] bytes, Coder<T> coder) {
    this.size = size;
    this.bytes = bytes;
    this.coder = coder;
  }

  public static <T> Coder<Rows<T>> coder(Coder<T> rowCoder) {
    return new RowsCoder<>(rowCoder);
  }

  public int size() {
    return size;
  }

  public List<T> list() {
    if (list == null) {
      list = decoded(bytes, size, coder);
    }
    return list;
  }

  private byte[] bytes(Coder<T> rowCoder) throws IOException {
    if (bytes == null) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(size * 64);
      for (T row : list) {
        rowCoder.encode(row, out);
      }
      bytes = out.toByteArray();
    }
    return bytes;
  }

  private static <T> List<T> decoded(byte[] bytes, int size, Coder<T> coder) {
    try {
      List<T> rows = new ArrayList<>(size);
      ByteArrayInputStream in = new ByteArrayInputStream(bytes);
      for (int i = 0; i < size; i++) {
        rows.add(coder.decode(in));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class RowsCoder<T> extends StructuredCoder<Rows<T>> {
    private final Coder<T> rowCoder;

    RowsCoder(Coder<T> rowCoder) {
      this.rowCoder = rowCoder;
    }

    @Override
    public void encode(Rows<T> rows, OutputStream out) throws IOException {
      VarInt.encode(rows.size, out);
      ByteArrayCoder.of().encode(rows.bytes(rowCoder), out);
    }

    @Override
    public Rows<T> decode(InputStream in) throws IOException {
      int size = VarInt.decodeInt(in);
      return new Rows<>(size, ByteArrayCoder.of().decode(in), rowCoder);
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
