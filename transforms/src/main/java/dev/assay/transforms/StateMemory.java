package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.beam.sdk.state.MapState;

/**
 * What a shard of a stream remembers, in the runner's state.
 *
 * <p>The keys of the rows that refer to a place are a chain: the place tells the last one that
 * came, and with the place each key tells the one before it. So one more is added without looking
 * at the others.
 */
final class StateMemory<T extends Record> implements Memory.OfDescribed<T> {
  /** Before the text of a key, which may be empty. */
  private static final String KEY = "=";

  private static final String END = "";
  private static final String LAST = "last ";
  private static final String LINK = "link ";

  private final Remembered.Codec<T> codec;
  private final MapState<String, byte[]> rows;
  private final MapState<String, byte[]> said;
  private final MapState<String, String> referring;
  private LocalDate earliest;

  /**
   * In these states.
   *
   * @param rows what is known of keys, by their text
   * @param said of rows of other tables, by their place
   * @param referring the chains of keys that refer to them
   */
  StateMemory(
      Remembered.Codec<T> codec,
      MapState<String, byte[]> rows,
      MapState<String, byte[]> said,
      MapState<String, String> referring) {
    this.codec = codec;
    this.rows = rows;
    this.said = said;
    this.referring = referring;
  }

  @Override
  public Remembered<T> of(RowKey key) {
    return of(key.text());
  }

  private Remembered<T> of(String key) {
    byte[] bytes = rows.get(key).read();
    return bytes == null ? null : codec.decode(bytes);
  }

  @Override
  public void keep(RowKey key, Remembered<T> standing) {
    rows.put(key.text(), codec.encode(standing));
    remembers(standing.day());
  }

  @Override
  public byte[] said(String place) {
    return said.get(place).read();
  }

  @Override
  public void say(String place, byte[] said) {
    if (said == null) {
      this.said.remove(place);
    } else {
      this.said.put(place, said);
    }
  }

  @Override
  public void refers(RowKey key, String place) {
    chain(place, key.text());
  }

  @Override
  public List<Remembered<T>> referring(String place) {
    List<Remembered<T>> known = new ArrayList<>();
    String next = referring.get(LAST + place).read();
    while (next != null && !next.equals(END)) {
      String key = next.substring(KEY.length());
      Remembered<T> standing = of(key);
      if (standing != null) {
        known.add(standing);
      }
      next = referring.get(link(place, key)).read();
    }
    return known;
  }

  private static String link(String place, String key) {
    return LINK + place.length() + ":" + place + key;
  }

  private void chain(String place, String key) {
    String link = link(place, key);
    if (referring.get(link).read() == null) {
      String before = referring.get(LAST + place).read();
      referring.put(link, before == null ? END : before);
      referring.put(LAST + place, KEY + key);
    }
  }

  private void remembers(LocalDate day) {
    if (day != null && (earliest == null || day.isBefore(earliest))) {
      earliest = day;
    }
  }

  /** The earliest day that was remembered since this was made; null if none was. */
  LocalDate earliest() {
    return earliest;
  }

  /** Forgets the days of which this holds, and finds the earliest of those that stay. */
  void forget(Predicate<LocalDate> isOver) {
    Set<String> gone = new HashSet<>();
    for (Map.Entry<String, byte[]> each : rows.entries().read()) {
      LocalDate day = Remembered.day(each.getValue());
      if (day != null && isOver.test(day)) {
        gone.add(each.getKey());
      } else {
        remembers(day);
      }
    }
    gone.forEach(rows::remove);
    if (!gone.isEmpty()) {
      unchain(gone);
    }
  }

  private void unchain(Set<String> gone) {
    List<String> links = new ArrayList<>();
    for (String each : referring.keys().read()) {
      if (each.startsWith(LINK)) {
        links.add(each);
      }
    }
    referring.clear();
    for (String link : links) {
      int colon = link.indexOf(':');
      int place = Integer.parseInt(link.substring(LINK.length(), colon));
      String key = link.substring(colon + 1 + place);
      if (!gone.contains(key)) {
        chain(link.substring(colon + 1, colon + 1 + place), key);
      }
    }
  }
}
