package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

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

  private String at(int place) {
    return new String(table.get(place), StandardCharsets.UTF_8);
  }

  private static String key(String entry) {
    return entry.substring(0, entry.indexOf('='));
  }

  private int find(String key, int hashes) {
    return table.find(key.hashCode() % hashes, place -> key(at(place)).equals(key));
  }

  /** With so few hashes, most keys share one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000, Integer.MAX_VALUE})
  void does_what_a_map_does(int hashes) {
    Random random = new Random(hashes);
    for (int i = 0; i < 6_000; i++) {
      String key = "k" + random.nextInt(300);
      int hash = key.hashCode() % hashes;
      int place = find(key, hashes);
      assertThat(place >= 0, is(map.containsKey(key)));
      if (random.nextInt(3) == 0) {
        if (place >= 0) {
          table.remove(hash, place);
          map.remove(key);
        }
      } else {
        String value = "v".repeat(random.nextInt(40)) + i;
        byte[] entry = bytes(key + "=" + value);
        if (place < 0) {
          table.add(hash, entry);
        } else {
          table.replace(hash, place, entry);
        }
        map.put(key, value);
      }
    }
    Map<String, String> all = new HashMap<>();
    table.forEach(
        place -> all.put(key(at(place)), at(place).substring(key(at(place)).length() + 1)));
    assertThat(all, is(map));
    assertThat(table.size(), is(map.size()));
  }

  @Test
  void an_entry_that_changes_often_takes_no_more_room() {
    for (int i = 0; i < 100_000; i++) {
      byte[] entry = bytes("k=" + "v".repeat(i % 90));
      int place = find("k", Integer.MAX_VALUE);
      if (place < 0) {
        table.add("k".hashCode(), entry);
      } else {
        table.replace("k".hashCode(), place, entry);
      }
    }
    assertThat(find("k", Integer.MAX_VALUE), is(lessThan(10_000)));
  }

  @Test
  void an_entry_begins_and_ends_with_what_was_put() {
    table.add(1, bytes("xyz"));
    int place = table.find(1, at -> true);
    table.setFirst(place, (byte) 'a');
    assertThat(at(place), is("ayz"));
    assertThat((char) table.first(place), is('a'));
    assertThat(table.endsWith(place, bytes("yz")), is(true));
    assertThat(table.endsWith(place, bytes("xyz")), is(false));
    assertThat(table.endsWith(place, bytes("wxyzz")), is(false));
  }
}
