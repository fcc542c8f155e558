package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;

class CaptureTest {
  private static Payload payload(long position, String text, String header, String encoding) {
    return new Payload(
        "file:in", position, text, header, Payloads.PUBLISHED, Payloads.ARRIVED, "r1", encoding);
  }

  private static Raw raw(long position, String text, String header, String hash, String encoding) {
    return new Raw(
        "file:in",
        position,
        text,
        header,
        Payloads.PUBLISHED,
        Payloads.ARRIVED,
        "r1",
        hash,
        encoding);
  }

  /** The hashes are those of sha256sum. */
  @Test
  void a_payload_is_sealed_with_the_hash_of_its_bytes_and_else_unchanged() {
    Pipeline p = Payloads.pipeline();
    Outputs<Rows<Raw>> out =
        Outputs.of(
            p.apply(
                    Create.of(
                            new Rows<>(
                                List.of(
                                    payload(1, "abc", null, null),
                                    payload(2, "\u00E4,\"b\r\nc\"", "a,b", null),
                                    payload(3, "\u00E4", null, "ISO-8859-1"),
                                    payload(4, "\u00E4", null, null))))
                        .withCoder(Rows.coder(RecordCoder.of(Payload.class))))
                .apply(Capture.payloadsOf("trades")));
    p.run().waitUntilFinish();
    assertThat(
        Outputs.flat(out),
        contains(
            raw(
                1,
                "abc",
                null,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                null),
            raw(
                2,
                "\u00E4,\"b\r\nc\"",
                "a,b",
                "d3367d6444e2a26e72262369b6d67b1093b2f574c94249da87c9447682415e51",
                null),
            raw(
                3,
                "\u00E4",
                null,
                "5e1effe9b7bab73dce628ccd9f0cbbb16c1e6efc6c4f311e59992a467bc119fd",
                "ISO-8859-1"),
            raw(
                4,
                "\u00E4",
                null,
                "33e6d73fee82904c8d7afb78de1154d1e8dc2a0edb08120e63df5b9385c2d9cc",
                null)));
  }
}
