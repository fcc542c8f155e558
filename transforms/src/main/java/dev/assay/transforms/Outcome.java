package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;

/** What became of rows that were settled, until it is sent on. */
final class Outcome<T extends Record> {
  private final Table<T> table;
  private final Settled.Tags<T> tags;
  private final boolean oneByOne;
  private final Precedence<T> contest;
  private final Counts.Silver counts;
  private final Totals totals = new Totals();
  private List<Change<T>> changes = new ArrayList<>();
  private List<Rejected> rejected = new ArrayList<>();
  private List<Rejected> contradictions = new ArrayList<>();

  /**
   * With nothing in it yet.
   *
   * @param oneByOne whether all that happens is told, as a stream needs it, or only what silver
   *     gains and loses in the end
   */
  Outcome(Table<T> table, Settled.Tags<T> tags, boolean oneByOne) {
    this.table = table;
    this.tags = tags;
    this.oneByOne = oneByOne;
    this.contest = new Precedence<>(table);
    this.counts = new Counts.Silver(table);
  }

  void tell(Change<T> change) {
    boolean isOfSilver = change.kind() == Change.Kind.GAINED || change.kind() == Change.Kind.LOST;
    if (oneByOne || isOfSilver) {
      changes.add(change);
    }
  }

  void count(String stage, Refined<T> row, int sign) {
    Amount amount = table.amountOf(row.row());
    totals.add(table.name(), stage, day(row), sign, sign < 0 ? amount.negate() : amount);
  }

  /** A row that breaks a rule. */
  void reject(Refined<T> row, Raw raw, String rule) {
    Amount amount = table.amountOf(row.row());
    rejected.add(Rejected.of(Layer.SILVER, table.name(), List.of(rule), raw, day(row), amount));
  }

  /** A row that contradicts the one that stands, and whose payload is not at hand. */
  void contradict(Refined<T> row) {
    contradictions.add(contest.contradiction(row));
  }

  private LocalDate day(Refined<T> row) {
    return table.dayOf(row.row()).orElse(null);
  }

  List<Change<T>> changes() {
    return changes;
  }

  List<Rejected> rejected() {
    return rejected;
  }

  List<Rejected> contradictions() {
    return contradictions;
  }

  /** What was counted, which starts anew. */
  List<ControlTotal> totals() {
    List<ControlTotal> told = totals.drain();
    counts.settled(told);
    return oneByOne
        ? told
        : told.stream().filter(each -> !each.stage().equals(ControlTotal.DISPLACED)).toList();
  }

  /** Sends it on, and starts anew. */
  void send(MultiOutputReceiver out) {
    for (int from = 0; from < changes.size(); from += Rows.LIMIT) {
      int to = Math.min(changes.size(), from + Rows.LIMIT);
      out.get(tags.changes()).output(new Rows<>(changes.subList(from, to)));
    }
    if (!rejected.isEmpty()) {
      out.get(tags.rejected()).output(new Rows<>(rejected));
    }
    if (!contradictions.isEmpty()) {
      out.get(tags.contradictions()).output(new Rows<>(contradictions));
    }
    totals().forEach(out.get(tags.totals())::output);
    clear();
  }

  void clear() {
    changes = new ArrayList<>();
    rejected = new ArrayList<>();
    contradictions = new ArrayList<>();
  }
}
