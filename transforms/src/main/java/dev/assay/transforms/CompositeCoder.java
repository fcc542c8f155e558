package dev.assay.transforms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.transforms.SerializableFunction;

/** Encodes a value as its parts, one behind the other, each by its own coder. */
public final class CompositeCoder<T> extends StructuredCoder<T> {
  /** One part of a value. */
  private record Part<T, A>(SerializableFunction<T, A> of, Coder<A> coder) implements Serializable {
    void encode(T value, OutputStream out) throws IOException {
      coder.encode(of.apply(value), out);
    }
  }

  /** Makes a value of its two parts. */
  public interface Pair<A, B, T> extends Serializable {
    T of(A first, B second);
  }

  /** Makes a value of its three parts. */
  public interface Triple<A, B, C, T> extends Serializable {
    T of(A first, B second, C third);
  }

  /** Reads what was written. */
  private interface Decode<T> extends Serializable {
    T from(InputStream in) throws IOException;
  }

  private final Class<?> type;
  private final List<Part<T, ?>> parts;
  private final Decode<T> decode;

  private CompositeCoder(Class<?> type, List<Part<T, ?>> parts, Decode<T> decode) {
    this.type = type;
    this.parts = parts;
    this.decode = decode;
  }

  /** Of two parts, in the order in which they are written. */
  public static <T, A, B> CompositeCoder<T> of(
      Class<?> type,
      SerializableFunction<T, A> first,
      Coder<A> firstCoder,
      SerializableFunction<T, B> second,
      Coder<B> secondCoder,
      Pair<A, B, T> make) {
    return new CompositeCoder<>(
        type,
        List.of(new Part<>(first, firstCoder), new Part<>(second, secondCoder)),
        // Java evaluates arguments from left to right.
        in -> make.of(firstCoder.decode(in), secondCoder.decode(in)));
  }

  /** Of three parts, in the order in which they are written. */
  public static <T, A, B, C> CompositeCoder<T> of(
      Class<?> type,
      SerializableFunction<T, A> first,
      Coder<A> firstCoder,
      SerializableFunction<T, B> second,
      Coder<B> secondCoder,
      SerializableFunction<T, C> third,
      Coder<C> thirdCoder,
      Triple<A, B, C, T> make) {
    return new CompositeCoder<>(
        type,
        List.of(
            new Part<>(first, firstCoder),
            new Part<>(second, secondCoder),
            new Part<>(third, thirdCoder)),
        in -> make.of(firstCoder.decode(in), secondCoder.decode(in), thirdCoder.decode(in)));
  }

  @Override
  public void encode(T value, OutputStream out) throws IOException {
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).encode(value, out);
    }
  }

  @Override
  public T decode(InputStream in) throws IOException {
    return decode.from(in);
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return parts.stream().map(Part::coder).toList();
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    for (Part<T, ?> part : parts) {
      part.coder().verifyDeterministic();
    }
  }

  /** Values of two types may have the same parts. */
  @Override
  public boolean equals(Object other) {
    return other instanceof CompositeCoder<?> coder && type == coder.type && super.equals(other);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + super.hashCode();
  }
}
