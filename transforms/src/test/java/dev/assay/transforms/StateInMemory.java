package dev.assay.transforms;

import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ReadableState;

/** The state of one key and window, in a map. */
final class StateInMemory<K, V> implements MapState<K, V> {
  private final Map<K, V> map = new HashMap<>();

  /** With the same in it, which changes apart from it. */
  StateInMemory<K, V> copy() {
    StateInMemory<K, V> copy = new StateInMemory<>();
    copy.map.putAll(map);
    return copy;
  }

  /** What is read later is what stands then. */
  private record Read<T>(Supplier<T> value) implements ReadableState<T> {
    @Override
    public T read() {
      return value.get();
    }

    @Override
    public ReadableState<T> readLater() {
      return this;
    }
  }

  @Override
  public void put(K key, V value) {
    map.put(key, value);
  }

  @Override
  public ReadableState<V> computeIfAbsent(K key, Function<? super K, ? extends V> mapping) {
    V before = map.get(key);
    map.computeIfAbsent(key, mapping);
    return new Read<>(() -> before);
  }

  @Override
  public void remove(K key) {
    map.remove(key);
  }

  @Override
  public ReadableState<V> get(K key) {
    return new Read<>(() -> map.get(key));
  }

  @Override
  public ReadableState<V> getOrDefault(K key, V otherwise) {
    return new Read<>(() -> map.getOrDefault(key, otherwise));
  }

  @Override
  public ReadableState<Iterable<K>> keys() {
    return new Read<>(map::keySet);
  }

  @Override
  public ReadableState<Iterable<V>> values() {
    return new Read<>(map::values);
  }

  @Override
  public ReadableState<Iterable<Entry<K, V>>> entries() {
    return new Read<>(map::entrySet);
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return new Read<>(map::isEmpty);
  }

  @Override
  public void clear() {
    map.clear();
  }
}
