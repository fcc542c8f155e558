package dev.assay.transforms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.ValueState;

/** The state of a log, in memory, which gives its packets in any order. */
final class LogInMemory {
  private final Bag<byte[]> packets = new Bag<>();
  private final Value<PacketLog.Mark> mark = new Value<>();

  PacketLog log() {
    return new PacketLog(packets, mark);
  }

  /** How many packets the state has. */
  int size() {
    return packets.values.size();
  }

  LogInMemory copy() {
    LogInMemory copy = new LogInMemory();
    copy.packets.values.addAll(packets.values);
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

  private static final class Bag<T> implements BagState<T> {
    private final List<T> values = new ArrayList<>();

    @Override
    public void add(T value) {
      values.add(value);
    }

    @Override
    public List<T> read() {
      List<T> some = new ArrayList<>(values);
      Collections.shuffle(some, new Random(some.size()));
      return some;
    }

    @Override
    public BagState<T> readLater() {
      return this;
    }

    @Override
    public void clear() {
      values.clear();
    }

    @Override
    public ReadableState<Boolean> isEmpty() {
      throw new UnsupportedOperationException();
    }
  }
}
