package dev.assay.transforms;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.transforms.Change.Kind;

/**
 * The rule of silver, one row after the other: which row of a key stands, and what becomes of the
 * others. It comes to the same in whatever order new rows come, once all that silver held, or had
 * refused, has come before them. Of equal rows the first to come stands.
 */
final class Settlement<T extends Record> {
  private final Table<T> table;
  private final Outcome<T> outcome;
  private final Precedence<T> contest;
  private final RowKey.Reader<T> keys;
  private Memory<T> memory;

  /**
   * The rule of this table.
   *
   * @param outcome takes what becomes of the rows
   */
  Settlement(Table<T> table, Outcome<T> outcome) {
    this.table = table;
    this.outcome = outcome;
    this.contest = new Precedence<>(table);
    this.keys = new RowKey.Reader<>(table);
  }

  /** What was settled before, and is to be remembered from now on. */
  void over(Memory<T> memory) {
    this.memory = memory;
  }

  /** A row that silver holds. */
  void held(Refined<T> row) {
    RowKey key = keys.of(row.row());
    Remembered<T> known = known(key);
    outcome.tell(new Change<>(Kind.HELD, row));
    if (known.row() == null) {
      keep(key, known, standing(row, known));
    } else if (contest.compare(row, known.row()) < 0) {
      keep(key, known, loses(known.row(), standing(row, known)));
    } else {
      keep(key, known, loses(row, known));
    }
  }

  /** A row that lost to another one in an earlier run and lies in quarantine. */
  void beaten(Refined<T> row) {
    RowKey key = keys.of(row.row());
    Remembered<T> known = known(key);
    keep(key, known, beating(row, known));
  }

  /**
   * A new row.
   *
   * @param raw what says it; null where it is not at hand
   */
  void fresh(Refined<T> row, Raw raw) {
    RowKey key = keys.of(row.row());
    Remembered<T> known = known(key);
    int place = place(row, known);
    if (place < 0) {
      Remembered<T> now = standing(row, known);
      keep(key, known, known.row() == null ? now : loses(known.row(), now));
      gained(new Change<>(Kind.GAINED, row));
    } else if (place == 0) {
      outcome.count(ControlTotal.DUPLICATE, row, 1);
    } else {
      refused(row, raw);
      keep(key, known, beating(row, known));
    }
  }

  /** Another table describes the row that stands otherwise than before: as this one. */
  void describe(Remembered<T> standing, Refined<T> row) {
    memory.keep(keys.of(row.row()), standing.with(standing.day(), row));
    outcome.tell(new Change<>(Kind.LOST, standing.row()));
    outcome.tell(new Change<>(Kind.GAINED, row));
    outcome.count(ControlTotal.DESCRIBED, row, 1);
  }

  /** The gain of a new row of which nothing needs to be remembered, for no other has its key. */
  void gained(Change<T> gain) {
    outcome.tell(gain);
    outcome.count(ControlTotal.VALID, gain.refined(), 1);
  }

  /**
   * Below 0 where the row is to stand, 0 where it says what was said before. What beat a row whose
   * day is open, and is not known itself, is of a closed day: earlier.
   */
  private int place(Refined<T> row, Remembered<T> known) {
    if (known.beaten().contains(row.origin().rowHash())) {
      return 0;
    }
    if (known.row() == null) {
      return known.beaten().isEmpty() ? -1 : 1;
    }
    return contest.compare(row, known.row());
  }

  private void refused(Refined<T> row, Raw raw) {
    outcome.tell(new Change<>(Kind.REFUSED, row));
    if (!contest.contradicts()) {
      outcome.count(ControlTotal.DUPLICATE, row, 1);
    } else if (raw == null) {
      outcome.contradict(row);
    } else {
      outcome.reject(row, raw, table.uniqueness());
    }
  }

  /** Silver loses a row to the one that stands now: what is known then. */
  private Remembered<T> loses(Refined<T> loser, Remembered<T> now) {
    outcome.tell(new Change<>(Kind.LOST, loser));
    outcome.count(ControlTotal.VALID, loser, -1);
    outcome.count(ControlTotal.DISPLACED, loser, 1);
    if (!contest.contradicts() || place(loser, now) == 0) {
      outcome.count(ControlTotal.DUPLICATE, loser, 1);
      return now;
    }
    outcome.contradict(loser);
    return beating(loser, now);
  }

  private Remembered<T> known(RowKey key) {
    Remembered<T> known = memory.of(key);
    return known == null ? Remembered.none() : known;
  }

  private void keep(RowKey key, Remembered<T> known, Remembered<T> now) {
    if (now != known) {
      memory.keep(key, now);
    }
  }

  private Remembered<T> standing(Refined<T> row, Remembered<T> known) {
    return known.with(table.dayOf(row.row()).orElse(null), row);
  }

  /** Of versions the older ones are not remembered: what they say tells that they are older. */
  private Remembered<T> beating(Refined<T> row, Remembered<T> known) {
    return contest.contradicts()
        ? known.beating(table.dayOf(row.row()).orElse(null), row.origin().rowHash())
        : known;
  }
}
