package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.assay.schemas.RowKey;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class KeyHashesTest {
  @Test
  void every_key_that_was_gathered_may_be_held_and_few_others() {
    Random random = new Random(7);
    Set<RowKey> keys = keys(random, 10_000);
    KeyHashes hashes = of(keys.stream());
    keys.forEach(key -> assertThat(hashes.mayHold(key), is(true)));
    Set<RowKey> others = keys(random, 10_000);
    others.removeAll(keys);
    assertThat(others.stream().filter(hashes::mayHold).count(), is(0L));
  }

  @Test
  void equal_keys_have_one_hash_and_near_ones_differ_in_many_bits() {
    assertThat(RowKey.of("T1", 2L).hash64(), equalTo(RowKey.of("T1", 2L).hash64()));
    long near = RowKey.of("T1").hash64() ^ RowKey.of("T2").hash64();
    assertThat(Math.abs(Long.bitCount(near) - 32), lessThan(20));
  }

  @Test
  void parts_together_are_the_whole_in_any_order() throws CoderException {
    List<RowKey> keys = List.copyOf(keys(new Random(3), 900));
    KeyHashes whole = of(keys.stream());
    KeyHashes parts =
        KeyHashes.together(
            List.of(
                of(keys.subList(300, 900).stream()),
                KeyHashes.none(),
                of(keys.subList(0, 600).stream())));
    assertThat(bytes(parts), is(bytes(whole)));
    keys.forEach(key -> assertThat(parts.mayHold(key), is(true)));
  }

  @Test
  void no_keys_are_none_and_hold_nothing() {
    assertThat(KeyHashes.together(List.of()).areNone(), is(true));
    assertThat(KeyHashes.none().mayHold(RowKey.of("T1")), is(false));
  }

  @Test
  void of_too_many_keys_any_row_may_have_one() throws CoderException {
    KeyHashes many = KeyHashes.of(LongStream.rangeClosed(0, KeyHashes.MOST));
    assertThat(many.areAny(), is(true));
    assertThat(many.mayHold(RowKey.of("T1")), is(true));
    KeyHashes with = KeyHashes.together(List.of(of(Stream.of(RowKey.of("T2"))), many));
    assertThat(with.areAny(), is(true));
    assertThat(copy(with).areAny(), is(true));
    assertThat(copy(with).areNone(), is(false));
  }

  private static KeyHashes of(Stream<RowKey> keys) {
    return KeyHashes.of(keys.mapToLong(RowKey::hash64));
  }

  private static List<Byte> bytes(KeyHashes keys) throws CoderException {
    byte[] bytes = CoderUtils.encodeToByteArray(KeyHashes.coder(), keys);
    return IntStream.range(0, bytes.length).mapToObj(i -> bytes[i]).toList();
  }

  private static KeyHashes copy(KeyHashes keys) throws CoderException {
    return CoderUtils.decodeFromByteArray(
        KeyHashes.coder(), CoderUtils.encodeToByteArray(KeyHashes.coder(), keys));
  }

  private static Set<RowKey> keys(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RowKey.of("T" + random.nextInt(1_000_000), (long) random.nextInt(3)))
        .collect(Collectors.toSet());
  }
}
