package dev.assay.pipelines;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;

/** Something that a stream is to publish, or to take account of when it publishes. */
public record EpochPart(Record content) {
  /** The run has begun. */
  public record Began(long number, String runId, String startedAt) {}

  /** A row that silver gained earlier and is to lose. */
  public record Displaced(
      String table, String runId, String source, long position, java.time.LocalDate day) {
    String id() {
      return "displaced " + runId + " " + source + " " + position;
    }
  }

  /** Event time has passed the end of a day. */
  public record Complete(java.time.LocalDate day) {}

  static Coder<EpochPart> coder() {
    return new PartCoder();
  }

  private static final class PartCoder extends AtomicCoder<EpochPart> {
    /** In this order on the wire. */
    private static final List<Class<? extends Record>> KINDS =
        List.of(
            Began.class,
            DataFile.class,
            ControlTotal.class,
            Displaced.class,
            Rejected.class,
            Complete.class);

    @Override
    public void encode(EpochPart part, OutputStream out) throws IOException {
      int kind = KINDS.indexOf(part.content().getClass());
      out.write(kind);
      encode(KINDS.get(kind), part.content(), out);
    }

    private static <R extends Record> void encode(Class<R> kind, Record content, OutputStream out)
        throws IOException {
      RecordCoder.of(kind).encode(kind.cast(content), out);
    }

    @Override
    public EpochPart decode(InputStream in) throws IOException {
      return new EpochPart(RecordCoder.of(KINDS.get(in.read())).decode(in));
    }
  }
}
