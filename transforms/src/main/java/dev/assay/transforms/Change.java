package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;

/** What happens to one silver row in a stream. */
public record Change<T extends Record>(Kind kind, Refined<T> refined) {
  /** The order is that of the bytes on the wire. */
  public enum Kind {
    /** Silver gains the row. */
    GAINED,
    /** Silver held the row before the stream began; gold is to count it. */
    HELD,
    /** Silver held the row, and a better one has taken its place. */
    LOST,
    /**
     * Silver refuses the row, for it has a better one. It may have had this one after the last
     * checkpoint, before a failure: gold is to state anew what the row would have added to.
     */
    REFUSED
  }

  public static <T extends Record> Coder<Change<T>> coder(Table<T> table) {
    return new ChangeCoder<>(Refined.coder(table));
  }

  private static final class ChangeCoder<T extends Record> extends StructuredCoder<Change<T>> {
    private static final Kind[] KINDS = Kind.values();
    private final Coder<Refined<T>> refined;

    ChangeCoder(Coder<Refined<T>> refined) {
      this.refined = refined;
    }

    @Override
    public void encode(Change<T> change, OutputStream out) throws IOException {
      out.write(change.kind().ordinal());
      refined.encode(change.refined(), out);
    }

    @Override
    public Change<T> decode(InputStream in) throws IOException {
      return new Change<>(KINDS[in.read()], refined.decode(in));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(refined);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      refined.verifyDeterministic();
    }
  }
}
