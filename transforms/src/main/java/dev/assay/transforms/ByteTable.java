package dev.assay.transforms;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * A map in memory from keys to bytes, which takes some 30 bytes an entry besides its bytes, in a
 * handful of objects. It knows of a key only its hash: whether an entry of that hash is the key's
 * own is for the caller to say.
 *
 * <p>An entry stands at a place, which holds until something is put or removed.
 */
public final class ByteTable {
  private static final VarHandle LENGTH =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int SMALLEST = 16;

  /** Less garbage than this is not worth a copy of the rest. */
  private static final int LITTLE = 4_096;

  /** Slots by hash: a place and one more, or 0 for none. */
  private int[] places = new int[SMALLEST];

  private int[] hashes = new int[SMALLEST];
  private int size;

  /** Entries one behind the other, each behind its length in four bytes. */
  private byte[] bytes = new byte[LITTLE];

  private int end;
  private int garbage;

  /** How many entries there are. */
  public int size() {
    return size;
  }

  /** The place of the entry with this hash of which the test holds; below 0 where none is. */
  public int find(int hash, IntPredicate isKey) {
    for (int slot = home(hash); places[slot] != 0; slot = next(slot)) {
      if (hashes[slot] == hash && isKey.test(places[slot] - 1)) {
        return places[slot] - 1;
      }
    }
    return -1;
  }

  /** Reads what stands at a place. */
  public InputStream read(int place) {
    return new ByteArrayInputStream(bytes, start(place), length(place));
  }

  /** What stands at a place. */
  byte[] get(int place) {
    return Arrays.copyOfRange(bytes, start(place), start(place) + length(place));
  }

  /** Whether these bytes stand at the end of what stands there. */
  boolean endsWith(int place, byte[] last) {
    int end = start(place) + length(place);
    return length(place) >= last.length
        && Arrays.equals(bytes, end - last.length, end, last, 0, last.length);
  }

  /** The first byte of what stands there. */
  byte first(int place) {
    return bytes[start(place)];
  }

  /** Changes the first byte of what stands there. */
  void setFirst(int place, byte value) {
    bytes[start(place)] = value;
  }

  /** Adds an entry under a key that has none. */
  public void add(int hash, byte[] entry) {
    if ((size + 1) * 5L > places.length * 3L) {
      rehash(places.length * 2);
    }
    int slot = home(hash);
    while (places[slot] != 0) {
      slot = next(slot);
    }
    hashes[slot] = hash;
    places[slot] = append(entry, 0, entry.length) + 1;
    size++;
  }

  /** Puts another entry in place of the one that stands there. */
  public void replace(int hash, int place, byte[] entry) {
    if (entry.length == length(place)) {
      System.arraycopy(entry, 0, bytes, start(place), entry.length);
      return;
    }
    int slot = slot(hash, place);
    discard(place);
    places[slot] = append(entry, 0, entry.length) + 1;
    compact();
  }

  /** Removes the entry that stands there. */
  void remove(int hash, int place) {
    int hole = slot(hash, place);
    discard(place);
    size--;
    // What stands behind it is to be found without it.
    for (int slot = next(hole); places[slot] != 0; slot = next(slot)) {
      int home = home(hashes[slot]);
      boolean isBetween = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
      if (!isBetween) {
        hashes[hole] = hashes[slot];
        places[hole] = places[slot];
        hole = slot;
      }
    }
    places[hole] = 0;
    compact();
  }

  /** Each place, in no order; nothing may be put or removed meanwhile. */
  public void forEach(IntConsumer place) {
    for (int each : places) {
      if (each != 0) {
        place.accept(each - 1);
      }
    }
  }

  private int slot(int hash, int place) {
    int slot = home(hash);
    while (places[slot] != place + 1) {
      slot = next(slot);
    }
    return slot;
  }

  /** Keys of one shard have some bits of their hashes in common. */
  private int home(int hash) {
    return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(places.length) + 1);
  }

  private int next(int slot) {
    return (slot + 1) & (places.length - 1);
  }

  private static int start(int place) {
    return place + Integer.BYTES;
  }

  /** How many bytes stand there. */
  int length(int place) {
    return (int) LENGTH.get(bytes, place);
  }

  private int append(byte[] from, int at, int length) {
    int place = end;
    long needed = (long) end + Integer.BYTES + length;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, larger(needed));
    }
    LENGTH.set(bytes, place, length);
    System.arraycopy(from, at, bytes, start(place), length);
    end += Integer.BYTES + length;
    return place;
  }

  private static int larger(long needed) {
    long most = Integer.MAX_VALUE - 16L;
    if (needed > most) {
      throw new IllegalStateException(
          "A shard holds more than 2 GB in memory: spread the keys over more --shards");
    }
    return (int) Math.min(most, needed + needed / 4);
  }

  private void discard(int place) {
    garbage += Integer.BYTES + length(place);
  }

  private void compact() {
    if (garbage < LITTLE || garbage < end / 2) {
      return;
    }
    byte[] from = bytes;
    bytes = new byte[Math.max(LITTLE, larger(end - garbage))];
    end = 0;
    garbage = 0;
    for (int slot = 0; slot < places.length; slot++) {
      if (places[slot] != 0) {
        int place = places[slot] - 1;
        places[slot] = append(from, start(place), (int) LENGTH.get(from, place)) + 1;
      }
    }
  }

  private void rehash(int slots) {
    int[] oldPlaces = places;
    int[] oldHashes = hashes;
    places = new int[slots];
    hashes = new int[slots];
    for (int old = 0; old < oldPlaces.length; old++) {
      if (oldPlaces[old] != 0) {
        int slot = home(oldHashes[old]);
        while (places[slot] != 0) {
          slot = next(slot);
        }
        places[slot] = oldPlaces[old];
        hashes[slot] = oldHashes[old];
      }
    }
  }
}
