package dev.assay.transforms;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * A map in memory from keys to bytes, which takes some 25 bytes an entry besides its bytes, in a
 * handful of objects. It knows of a key only its hash: whether an entry of that hash is the key's
 * own is for the caller to say.
 *
 * <p>The bytes of an entry are the table's own, or stand in a block that its user has anyway, such
 * as a packet of a log, which must not change. Such an entry says itself where it ends. An entry is
 * found at a slot, which holds until one is added or removed, and bears a number of marks.
 */
public final class ByteTable {
  private static final VarHandle LENGTH =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int SMALLEST = 16;

  /** Less garbage than this is not worth a copy of the rest. */
  private static final int LITTLE = 4_096;

  /** So much garbage is worth a look at an entry. */
  private static final int BYTES_A_LOOK = 8;

  private static final int MARKS_AT = 56;
  private static final int BLOCK_AT = 32;
  private static final int MOST_BLOCKS = 1 << (MARKS_AT - BLOCK_AT);

  /** By slot: marks, block, and where in the block; 0 where there is no entry. */
  private long[] entries = new long[SMALLEST];

  private int[] hashes = new int[SMALLEST];
  private int size;

  /** The table's own entries, each behind its length in four bytes. */
  private byte[] own = new byte[LITTLE];

  /** By number; those below 2 are none, and the table's own. */
  private Block[] blocks = {null, null};

  private int last = 1;

  /** Where the last of its own entries ends. */
  private int end;

  private int garbage;

  /** Bytes that entries stand in. They do not change; where they lie in memory may. */
  interface Block {
    byte[] bytes();

    /** Holds them no more, where they can be read again. */
    default void letGo() {}
  }

  /** How many entries there are. */
  public int size() {
    return size;
  }

  /** The slot of the entry with this hash of which the test holds; below 0 where none is. */
  public int find(int hash, IntPredicate isKey) {
    for (int slot = home(hash); entries[slot] != 0; slot = next(slot)) {
      if (hashes[slot] == hash && isKey.test(slot)) {
        return slot;
      }
    }
    return -1;
  }

  /** Reads what stands at a slot; of a shared block maybe more. */
  public InputStream read(int slot) {
    int at = at(slot);
    byte[] block = bytes(slot);
    return new ByteArrayInputStream(block, at, isOwn(slot) ? length(at) : block.length - at);
  }

  /** Whether these bytes stand at a slot. */
  boolean holds(int slot, byte[] entry) {
    int at = at(slot);
    byte[] block = bytes(slot);
    int end = at + entry.length;
    return end <= block.length && Arrays.equals(block, at, end, entry, 0, entry.length);
  }

  /** The marks of the entry at a slot. */
  int marks(int slot) {
    return (int) (entries[slot] >>> MARKS_AT);
  }

  /** Gives the entry at a slot other marks, of 8 bits. */
  void mark(int slot, int marks) {
    entries[slot] = entries[slot] << 8 >>> 8 | (long) marks << MARKS_AT;
  }

  /** Adds an entry, without marks, under a key that has none; and tells its slot. */
  public int add(int hash, byte[] entry) {
    return add(hash, append(entry, 0, entry.length));
  }

  /** Likewise, of one that stands in a block. */
  int addShared(int hash, Block block, int at) {
    return add(hash, shared(block, at));
  }

  private int add(int hash, long entry) {
    if ((size + 1) * 5L > entries.length * 3L) {
      rehash(entries.length * 2);
    }
    int slot = home(hash);
    while (entries[slot] != 0) {
      slot = next(slot);
    }
    hashes[slot] = hash;
    entries[slot] = entry;
    size++;
    return slot;
  }

  /** Puts another entry in place of the one at a slot, with its marks. */
  public void replace(int slot, byte[] entry) {
    if (isOwn(slot) && entry.length == length(at(slot))) {
      System.arraycopy(entry, 0, own, at(slot), entry.length);
      return;
    }
    discard(slot);
    put(slot, append(entry, 0, entry.length));
    compact();
  }

  /** Likewise one that stands in a block. */
  void replaceShared(int slot, Block block, int at) {
    discard(slot);
    put(slot, shared(block, at));
    compact();
  }

  private void put(int slot, long entry) {
    entries[slot] = entry | (long) marks(slot) << MARKS_AT;
  }

  /** Removes the entry at a slot. */
  void remove(int slot) {
    discard(slot);
    size--;
    int hole = slot;
    // What stands behind it is to be found without it.
    for (int each = next(hole); entries[each] != 0; each = next(each)) {
      int home = home(hashes[each]);
      boolean isBetween = hole <= each ? hole < home && home <= each : hole < home || home <= each;
      if (!isBetween) {
        hashes[hole] = hashes[each];
        entries[hole] = entries[each];
        hole = each;
      }
    }
    entries[hole] = 0;
    compact();
  }

  /** Each slot with an entry, in no order; nothing may be put or removed meanwhile. */
  public void forEach(IntConsumer taker) {
    for (int slot = 0; slot < entries.length; slot++) {
      if (entries[slot] != 0) {
        taker.accept(slot);
      }
    }
  }

  /** Holds the bytes of blocks no more, as when memory runs short. */
  void letGo() {
    Stream.of(blocks).filter(Objects::nonNull).forEach(Block::letGo);
  }

  /** How many bytes the table's own block has room for. */
  int own() {
    return own.length;
  }

  /** Keys of one shard have some bits of their hashes in common. */
  private int home(int hash) {
    return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(entries.length) + 1);
  }

  private int next(int slot) {
    return (slot + 1) & (entries.length - 1);
  }

  private int block(int slot) {
    return (int) (entries[slot] >>> BLOCK_AT) & (MOST_BLOCKS - 1);
  }

  private byte[] bytes(int slot) {
    return isOwn(slot) ? own : blocks[block(slot)].bytes();
  }

  private boolean isOwn(int slot) {
    return block(slot) == 1;
  }

  private int at(int slot) {
    return (int) entries[slot];
  }

  private int length(int at) {
    return (int) LENGTH.get(own, at - Integer.BYTES);
  }

  private static long entry(int block, int at) {
    return (long) block << BLOCK_AT | at;
  }

  /** Entries of one block mostly come one after the other. */
  private long shared(Block block, int at) {
    if (blocks[last] != block || last == 1) {
      last++;
      if (last == MOST_BLOCKS) {
        throw full();
      }
      if (last == blocks.length) {
        blocks = Arrays.copyOf(blocks, last * 2);
      }
      blocks[last] = block;
    }
    return entry(last, at);
  }

  private long append(byte[] from, int at, int length) {
    int start = end + Integer.BYTES;
    long needed = (long) start + length;
    if (needed > own.length) {
      own = Arrays.copyOf(own, larger(needed));
    }
    LENGTH.set(own, end, length);
    System.arraycopy(from, at, own, start, length);
    end = start + length;
    return entry(1, start);
  }

  private static int larger(long needed) {
    long most = Integer.MAX_VALUE - 16L;
    if (needed > most) {
      throw full();
    }
    return (int) Math.min(most, needed + needed / 4);
  }

  private static IllegalStateException full() {
    return new IllegalStateException(
        "A shard holds more than 2 GB in memory: spread the keys over more --shards");
  }

  private void discard(int slot) {
    if (isOwn(slot)) {
      garbage += Integer.BYTES + length(at(slot));
    }
  }

  private void compact() {
    if (garbage == end) {
      end = 0;
      garbage = 0;
    }
    if (garbage < end / 2 || garbage < Math.max(LITTLE, BYTES_A_LOOK * entries.length)) {
      return;
    }
    byte[] from = own;
    own = new byte[Math.max(LITTLE, larger(end - garbage))];
    end = 0;
    garbage = 0;
    for (int slot = 0; slot < entries.length; slot++) {
      if (entries[slot] != 0 && isOwn(slot)) {
        int at = at(slot);
        put(slot, append(from, at, (int) LENGTH.get(from, at - Integer.BYTES)));
      }
    }
  }

  private void rehash(int slots) {
    long[] oldEntries = entries;
    int[] oldHashes = hashes;
    entries = new long[slots];
    hashes = new int[slots];
    for (int old = 0; old < oldEntries.length; old++) {
      if (oldEntries[old] != 0) {
        int slot = home(oldHashes[old]);
        while (entries[slot] != 0) {
          slot = next(slot);
        }
        entries[slot] = oldEntries[old];
        hashes[slot] = oldHashes[old];
      }
    }
  }
}
