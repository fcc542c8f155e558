package dev.assay.transforms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.ReadableStates;
import org.apache.beam.sdk.state.ValueState;

/** The state of a log, in memory: copies of its packets, in any order. */
final class LogInMemory {
  private final ByNumber packets = new ByNumber();
  private final Value<PacketLog.Mark> mark = new Value<>();

  PacketLog log() {
    return new PacketLog(packets, mark);
  }

  MapState<Long, byte[]> packets() {
    return packets;
  }

  ValueState<PacketLog.Mark> mark() {
    return mark;
  }

  /** How many packets the state has. */
  int size() {
    return packets.values.size();
  }

  LogInMemory copy() {
    LogInMemory copy = new LogInMemory();
    copy.packets.values.putAll(packets.values);
    copy.mark.value = mark.value;
    return copy;
  }

  /** A value as a runner keeps it. */
  static final class Value<T> implements ValueState<T> {
    private T value;

    @Override
    public void write(T value) {
      this.value = value;
    }

    @Override
    public T read() {
      return value;
    }

    @Override
    public ValueState<T> readLater() {
      return this;
    }

    @Override
    public void clear() {
      value = null;
    }
  }

  private static final class ByNumber implements MapState<Long, byte[]> {
    private final Map<Long, byte[]> values = new HashMap<>();

    @Override
    public void put(Long key, byte[] value) {
      values.put(key, value.clone());
    }

    @Override
    public ReadableState<Iterable<Map.Entry<Long, byte[]>>> entries() {
      List<Map.Entry<Long, byte[]>> some = new ArrayList<>(values.entrySet());
      Collections.shuffle(some, new Random(some.size()));
      return ReadableStates.immediate(some);
    }

    @Override
    public void clear() {
      values.clear();
    }

    @Override
    public void remove(Long key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<byte[]> computeIfAbsent(
        Long key, Function<? super Long, ? extends byte[]> make) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<byte[]> get(Long key) {
      return ReadableStates.immediate(values.get(key));
    }

    @Override
    public ReadableState<byte[]> getOrDefault(Long key, byte[] otherwise) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<Iterable<Long>> keys() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<Iterable<byte[]>> values() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<Boolean> isEmpty() {
      throw new UnsupportedOperationException();
    }
  }
}
