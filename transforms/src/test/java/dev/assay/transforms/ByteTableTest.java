package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table of bytes beside a map that does the same. */
class ByteTableTest {
  private final ByteTable table = new ByteTable();
  private final Map<String, String> map = new HashMap<>();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An entry tells where it ends. */
  private String at(int slot) {
    try (InputStream in = table.read(slot)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.substring(0, text.indexOf('.'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] entry(String key, String value) {
    return bytes(key + "=" + value + ".");
  }

  private static String key(String entry) {
    return entry.substring(0, entry.indexOf('='));
  }

  private int find(String key, int hashes) {
    return table.find(key.hashCode() % hashes, slot -> key(at(slot)).equals(key));
  }

  /** With so few hashes, most keys share one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000, Integer.MAX_VALUE})
  void does_what_a_map_does(int hashes) {
    Random random = new Random(hashes);
    for (int i = 0; i < 6_000; i++) {
      String key = "k" + random.nextInt(300);
      int hash = key.hashCode() % hashes;
      int slot = find(key, hashes);
      assertThat(slot >= 0, is(map.containsKey(key)));
      if (random.nextInt(3) == 0) {
        if (slot >= 0) {
          table.remove(slot);
          map.remove(key);
        }
        continue;
      }
      String value = "v".repeat(random.nextInt(40)) + i;
      byte[] entry = entry(key, value);
      if (random.nextBoolean()) {
        byte[] block = bytes("..." + key + "=" + value + "..");
        slot = shared(slot, hash, block);
      } else if (slot < 0) {
        slot = table.add(hash, entry);
      } else {
        table.replace(slot, entry);
      }
      table.mark(slot, i & 255);
      assertThat(table.holds(slot, entry), is(true));
      assertThat(table.holds(slot, bytes(key + "~")), is(false));
      map.put(key, value + "~" + (i & 255));
    }
    Map<String, String> all = new HashMap<>();
    table.forEach(
        slot -> {
          String entry = at(slot);
          String key = key(entry);
          all.put(key, entry.substring(key.length() + 1) + "~" + table.marks(slot));
        });
    assertThat(all, is(map));
    assertThat(table.size(), is(map.size()));
  }

  private int shared(int slot, int hash, byte[] block) {
    if (slot < 0) {
      return table.addShared(hash, () -> block, 3);
    }
    table.replaceShared(slot, () -> block, 3);
    return slot;
  }

  @Test
  void an_entry_that_changes_often_takes_no_more_room() {
    for (int i = 0; i < 100_000; i++) {
      byte[] entry = entry("k", "v".repeat(i % 90));
      int slot = find("k", Integer.MAX_VALUE);
      if (slot < 0) {
        table.add("k".hashCode(), entry);
      } else {
        table.replace(slot, entry);
      }
    }
    assertThat(table.own(), is(lessThan(20_000)));
  }

  @Test
  void entries_in_blocks_take_no_room() {
    int before = table.own();
    byte[] bytes = bytes("k=v.".repeat(10_000));
    ByteTable.Block block = () -> bytes;
    for (int i = 0; i < 10_000; i++) {
      table.addShared(i, block, 4 * i);
    }
    assertThat(table.own(), is(before));
    assertThat(at(table.find(9_999, slot -> true)), is("k=v"));
  }
}
