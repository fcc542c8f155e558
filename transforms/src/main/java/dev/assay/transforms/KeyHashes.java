package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Some keys by 64 bits of each, to leave alone what surely has none of them. Immutable.
 *
 * <p>Workers hold them in memory. Of more than {@value #MOST} keys, which are 32 MB, only is known
 * that they are many: any row may have one of them.
 */
public final class KeyHashes {
  /** A run of so many rows takes minutes for them alone. */
  public static final int MOST = 1 << 22;

  private static final KeyHashes NONE = new KeyHashes(new long[0]);
  private static final KeyHashes ANY = new KeyHashes(null);
  private static final KeyHashesCoder CODER = new KeyHashesCoder();

  /** In their order, each once; null for any. */
  private final long[] hashes;

  private KeyHashes(long[] hashes) {
    this.hashes = hashes;
  }

  public static KeyHashes none() {
    return NONE;
  }

  /** Those of these keys. */
  public static KeyHashes of(LongStream hashes) {
    long[] each = hashes.sorted().distinct().toArray();
    return each.length == 0 ? NONE : each.length > MOST ? ANY : new KeyHashes(each);
  }

  public static Coder<KeyHashes> coder() {
    return CODER;
  }

  /** All keys of a run in one, for workers to look at. */
  public static PTransform<PCollection<KeyHashes>, PCollectionView<KeyHashes>> view() {
    return new PTransform<>() {
      @Override
      public PCollectionView<KeyHashes> expand(PCollection<KeyHashes> keys) {
        return keys.apply("Or none", NeverEmpty.with(NONE))
            .apply("Together", Combine.<KeyHashes>globally(KeyHashes::together).asSingletonView());
      }
    };
  }

  static KeyHashes together(Iterable<KeyHashes> some) {
    List<KeyHashes> each = new ArrayList<>();
    some.forEach(each::add);
    if (each.size() == 1) {
      return each.get(0);
    }
    return each.stream().anyMatch(KeyHashes::areAny)
        ? ANY
        : of(each.stream().flatMapToLong(hashes -> Arrays.stream(hashes.hashes)));
  }

  public boolean areNone() {
    return hashes != null && hashes.length == 0;
  }

  /** Whether they are so many that any row may have one of them. */
  public boolean areAny() {
    return hashes == null;
  }

  /** Whether this may be one of the keys. */
  public boolean mayHold(RowKey key) {
    return areAny() || Arrays.binarySearch(hashes, key.hash64()) >= 0;
  }

  private static final class KeyHashesCoder extends CustomCoder<KeyHashes> {
    @Override
    public void encode(KeyHashes keys, OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeInt(keys.areAny() ? -1 : keys.hashes.length);
      if (!keys.areAny()) {
        for (long hash : keys.hashes) {
          data.writeLong(hash);
        }
      }
      data.flush();
    }

    @Override
    public KeyHashes decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      int count = data.readInt();
      if (count < 0) {
        return ANY;
      }
      long[] hashes = new long[count];
      for (int i = 0; i < count; i++) {
        hashes[i] = data.readLong();
      }
      return new KeyHashes(hashes);
    }

    @Override
    public void verifyDeterministic() {}
  }
}
