package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.RowVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A source table that rows are written to at random, its log, and the versions of its rows as they
 * are written: made row by row, in order, with nothing of the code that is tested.
 */
final class ChangeLogs {
  static final String TABLE = "purchase_trends";

  final List<ChangeEvent> log = new ArrayList<>();
  final Map<String, RowVersion> versions = new TreeMap<>();
  private final Map<String, RowVersion> standing = new HashMap<>();
  private final Map<String, String> notes = new HashMap<>();

  /** What each row was when the log told of it last. */
  private final Map<String, String> images = new HashMap<>();

  private final boolean unread;
  private final Random random;
  private long lsn = 1_000;

  private ChangeLogs(long seed, boolean unread) {
    this.unread = unread;
    this.random = new Random(seed);
  }

  /** A log of so many steps; a step makes one change, or two where a row changes its key. */
  static ChangeLogs random(long seed, int steps) {
    return random(seed, steps, true);
  }

  /** Likewise, where each change has all values: as the reader makes it with what stood before. */
  static ChangeLogs whole(long seed, int steps) {
    return random(seed, steps, false);
  }

  private static ChangeLogs random(long seed, int steps, boolean unread) {
    ChangeLogs source = new ChangeLogs(seed, unread);
    for (int i = 0; i < steps; i++) {
      source.step();
    }
    return source;
  }

  private void step() {
    lsn += 1 + random.nextInt(50);
    String key = key(random.nextInt(6));
    int dice = random.nextInt(100);
    if (dice < 3) {
      List.copyOf(standing.keySet()).forEach(this::end);
      event(Operation.TRUNCATE, "[]", null);
    } else if (dice < 6) {
      snapshotBesideTransaction(key);
    } else if (!standing.containsKey(key)) {
      write(log.size() < 4 ? Operation.SNAPSHOT : Operation.CREATE, key, note());
    } else if (dice < 20) {
      end(key);
      event(Operation.DELETE, key, null);
    } else if (dice < 30) {
      changeKey(key);
    } else {
      update(key);
    }
  }

  /**
   * A transaction writes to a row before a snapshot and commits after it: the snapshot sees what
   * the transaction found, and stands behind it in the log.
   */
  private void snapshotBesideTransaction(String key) {
    boolean known = standing.containsKey(key);
    String found = known ? standing.get(key).image() : image(note(), 1 + random.nextInt(1_000_000));
    long written = lsn;
    lsn += 1 + random.nextInt(50);
    if (!known) {
      keep(new RowVersion(TABLE, key, lsn, at(), null, true, found));
      snapshot(key, found);
    }
    standing.forEach((row, version) -> snapshot(row, version.image()));
    lsn += 1 + random.nextInt(50);
    end(key);
    if (random.nextBoolean()) {
      log.add(new ChangeEvent(TABLE, key, written, Operation.DELETE, at(), "8", found, null));
    } else {
      notes.put(key, note());
      String image = image(notes.get(key), 1 + random.nextInt(1_000_000));
      keep(new RowVersion(TABLE, key, written, at(), null, true, image));
      log.add(new ChangeEvent(TABLE, key, written, Operation.UPDATE, at(), "8", found, image));
    }
  }

  private void snapshot(String key, String image) {
    ChangeEvent seen =
        new ChangeEvent(TABLE, key, lsn, Operation.SNAPSHOT, at(), null, null, image);
    if (!log.contains(seen)) {
      log.add(seen);
    }
  }

  private static String key(int id) {
    return "[\"" + id + "\"]";
  }

  private String note() {
    return "note " + random.nextInt(1_000);
  }

  private void changeKey(String key) {
    String other = key(6 + random.nextInt(4));
    if (standing.containsKey(other)) {
      return;
    }
    String note = notes.get(key);
    end(key);
    event(Operation.DELETE, key, null);
    write(Operation.CREATE, other, note);
  }

  /** Sometimes nothing changes, and sometimes the log does not hold the note that did not. */
  private void update(String key) {
    int dice = random.nextInt(10);
    if (dice == 0) {
      event(Operation.UPDATE, key, standing.get(key).image());
      return;
    }
    boolean isUnread = unread && dice < 4;
    String note = isUnread ? notes.get(key) : note();
    int quantity = 1 + random.nextInt(1_000_000);
    stand(key, note, quantity);
    event(Operation.UPDATE, key, image(isUnread ? ChangeEvent.UNCHANGED : note, quantity));
  }

  private void write(Operation operation, String key, String note) {
    int quantity = 1 + random.nextInt(1_000_000);
    stand(key, note, quantity);
    event(operation, key, image(note, quantity));
  }

  private void stand(String key, String note, int quantity) {
    end(key);
    notes.put(key, note);
    keep(new RowVersion(TABLE, key, lsn, at(), null, true, image(note, quantity)));
  }

  private static String image(String note, int quantity) {
    return "{\"product\":\"" + note + "\",\"quantity\":" + quantity + "}";
  }

  private void end(String key) {
    RowVersion version = standing.remove(key);
    if (version != null) {
      versions.put(
          place(version),
          new RowVersion(
              TABLE, key, version.lsn(), version.validFrom(), at(), false, version.image()));
    }
  }

  private void keep(RowVersion version) {
    standing.put(version.rowKey(), version);
    versions.put(place(version), version);
  }

  static String place(RowVersion version) {
    return version.rowKey() + " " + version.lsn();
  }

  private Instant at() {
    return Instant.ofEpochSecond(1_700_000_000 + lsn);
  }

  private void event(Operation operation, String key, String after) {
    String before = images.remove(key);
    log.add(new ChangeEvent(TABLE, key, lsn, operation, at(), "7", before, after));
    if (standing.containsKey(key)) {
      images.put(key, standing.get(key).image());
    }
  }
}
