package dev.assay.transforms;

import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowHash;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;

/** Bronze: seals every payload with the hash of its bytes, and changes nothing. */
public final class Capture extends PTransform<PCollection<Rows<Payload>>, PCollection<Rows<Raw>>> {
  private final String table;
  private final SerializableFunction<String, Long> logPosition;

  private Capture(String table, SerializableFunction<String, Long> logPosition) {
    this.table = table;
    this.logPosition = logPosition;
  }

  /** Of the payloads of this table. */
  public static Capture payloadsOf(String table) {
    return new Capture(table, payload -> null);
  }

  /**
   * Also notes where in the log of its database a payload's change stands.
   *
   * @param position of a payload; null where it tells none
   */
  public Capture at(SerializableFunction<String, Long> position) {
    return new Capture(table, position);
  }

  @Override
  public PCollection<Rows<Raw>> expand(PCollection<Rows<Payload>> payloads) {
    return payloads
        .apply("Seal payloads", ParDo.of(new Seal(table, logPosition)))
        .setCoder(Rows.coder(RecordCoder.of(Raw.class)));
  }

  private static final class Seal extends DoFn<Rows<Payload>, Rows<Raw>> {
    private final Counter captured;
    private final SerializableFunction<String, Long> logPosition;
    private transient MessageDigest sha256;

    Seal(String table, SerializableFunction<String, Long> logPosition) {
      this.logPosition = logPosition;
      captured = Counts.of(Layer.BRONZE, table, Counts.CAPTURED);
    }

    @ProcessElement
    public void process(@Element Rows<Payload> payloads, OutputReceiver<Rows<Raw>> out) {
      sha256 = sha256 == null ? RowHash.sha256() : sha256;
      List<Raw> sealed = new ArrayList<>(payloads.size());
      for (Payload payload : payloads.list()) {
        sealed.add(seal(payload));
      }
      captured.inc(sealed.size());
      out.output(new Rows<>(sealed));
    }

    private Raw seal(Payload payload) {
      Charset charset =
          payload.encoding() == null ? StandardCharsets.UTF_8 : Charset.forName(payload.encoding());
      return new Raw(
          payload.source(),
          payload.position(),
          payload.text(),
          payload.header(),
          payload.publishedAt(),
          payload.arrivedAt(),
          payload.runId(),
          HexFormat.of().formatHex(sha256.digest(payload.text().getBytes(charset))),
          payload.encoding(),
          payload.messageKey(),
          logPosition.apply(payload.text()));
    }
  }
}
