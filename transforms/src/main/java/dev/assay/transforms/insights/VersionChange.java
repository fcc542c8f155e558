package dev.assay.transforms.insights;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.insights.RowVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.NullableCoder;

/**
 * What becomes of one version of a row when more is known of the row.
 *
 * @param before null where there was no such version
 * @param after null where there is none any more
 */
public record VersionChange(RowVersion before, RowVersion after) {
  /** The version as it is now, or as it was where there is none any more. */
  public RowVersion version() {
    return after == null ? before : after;
  }

  /** Whether the source's row stands as this version says, by what is known now. */
  boolean makesCurrent() {
    return after != null && after.isCurrent();
  }

  /** Whether it stood so by what was known before. */
  boolean wasCurrent() {
    return before != null && before.isCurrent();
  }

  public static Coder<VersionChange> coder() {
    return new VersionChangeCoder();
  }

  private static final class VersionChangeCoder extends CustomCoder<VersionChange> {
    private static final Coder<RowVersion> VERSION =
        NullableCoder.of(RecordCoder.of(RowVersion.class));

    @Override
    public void encode(VersionChange change, OutputStream out) throws IOException {
      VERSION.encode(change.before(), out);
      VERSION.encode(change.after(), out);
    }

    @Override
    public VersionChange decode(InputStream in) throws IOException {
      return new VersionChange(VERSION.decode(in), VERSION.decode(in));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof VersionChangeCoder;
    }

    @Override
    public int hashCode() {
      return VersionChangeCoder.class.hashCode();
    }

    @Override
    public void verifyDeterministic() {}
  }
}
