package dev.assay.schemas;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.util.SerializableUtils;

/**
 * What travels in place of an immutable object that is costly to serialise: its bytes, which are
 * made once, and of which a JVM makes one object, however often it reads them. A runner may write
 * and read a step anew for every bundle.
 */
public final class Parcel implements Serializable {
  /** As many as there are contracts; one that was opened meanwhile by another thread is as good. */
  private static final Map<Parcel, Object> OPENED = new ConcurrentHashMap<>();

  private final byte[] bytes;

  private Parcel(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Packs an object.
   *
   * @param content which resolves to the object when it is read, and is not replaced by a parcel
   */
  public static Parcel of(Serializable content) {
    return new Parcel(SerializableUtils.serializeToByteArray(content));
  }

  private Object readResolve() {
    Object known = OPENED.get(this);
    if (known == null) {
      known = SerializableUtils.deserializeFromByteArray(bytes, "a contract");
      Object first = OPENED.putIfAbsent(this, known);
      known = first == null ? known : first;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Parcel parcel && Arrays.equals(parcel.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
