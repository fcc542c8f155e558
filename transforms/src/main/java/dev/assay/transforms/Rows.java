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
  private final boolean packed;
  private volatile List<T> list;
  private volatile byte[] bytes;
  private Coder<T> coder;

  /** These rows; the list must not change any more. */
  public Rows(List<T> list) {
    this.list = list;
    this.size = list.size();
    this.packed = false;
  }

  private Rows(int size, boolean packed, byte[] bytes, Coder<T> coder) {
    this.size = size;
    this.packed = packed;
    this.bytes = bytes;
    this.coder = coder;
  }

  /** These rows as few bytes and nothing else, for where many of them wait for something. */
  static <T> Rows<T> packed(List<T> list, Coder<T> coder) {
    return new Rows<>(list.size(), true, Compressed.of(encoded(list, coder)), coder);
  }

  public static <T> Coder<Rows<T>> coder(Coder<T> rowCoder) {
    return new RowsCoder<>(rowCoder);
  }

  public int size() {
    return size;
  }

  public List<T> list() {
    if (list == null) {
      list = decoded(packed ? Compressed.read(bytes) : bytes, size, coder);
    }
    return list;
  }

  private byte[] bytes(Coder<T> rowCoder) {
    if (bytes == null) {
      bytes = encoded(list, rowCoder);
    }
    return bytes;
  }

  private static <T> byte[] encoded(List<T> rows, Coder<T> coder) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(rows.size() * 64);
      for (T row : rows) {
        coder.encode(row, out);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      VarInt.encode(rows.size << 1 | (rows.packed ? 1 : 0), out);
      ByteArrayCoder.of().encode(rows.bytes(rowCoder), out);
    }

    @Override
    public Rows<T> decode(InputStream in) throws IOException {
      int size = VarInt.decodeInt(in);
      byte[] bytes = ByteArrayCoder.of().decode(in);
      return new Rows<>(size >>> 1, (size & 1) == 1, bytes, rowCoder);
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
