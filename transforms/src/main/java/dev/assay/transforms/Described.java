package dev.assay.transforms;

import dev.assay.schemas.Table;
import dev.assay.transforms.Enrich.Link;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * What a shard knows of another table, and how that describes the shard's rows. Of each row of the
 * other table it remembers how often each content was gained, less how often it was lost; the best
 * of those that are left stands. So it does not matter in what order its changes come.
 */
final class Described<T extends Record, R extends Record> {
  private final Link<T, R> link;
  private final int number;
  private final Precedence<R> contest;
  private final Coder<Change<R>> changes;
  private final Coder<List<Counted<Refined<R>>>> contents;

  /**
   * With nothing known.
   *
   * @param number of the other table among those that describe the rows
   */
  Described(Table<T> table, Enrich<T, R> by, int number) {
    this.link = by.link(table);
    this.number = number;
    this.contest = new Precedence<>(link.other());
    this.changes = Change.coder(link.other());
    this.contents = ListCoder.of(Counted.coder(Refined.coder(link.other())));
  }

  /** The rule that a row refers to something. */
  String rule() {
    return link.reference().name();
  }

  /** Where what describes the row is remembered; null where the row refers to nothing. */
  String place(T row) {
    String referred = link.referred(row);
    return referred == null ? null : place(referred);
  }

  private String place(String key) {
    return number + ":" + key;
  }

  /** The row as the other table describes it; null where that has no such row. */
  T describe(T row, Memory.OfDescribed<T> memory) {
    String place = place(row);
    return place == null ? null : link.joined(row, standing(contents(place, memory)));
  }

  /** Takes in what changes in the other table, and says where. */
  String take(InputStream in, Memory.OfDescribed<T> memory) throws IOException {
    Change<R> change = changes.decode(in);
    String place = place(link.key().apply(change.refined().row()));
    int sign =
        switch (change.kind()) {
          case GAINED, HELD -> 1;
          case LOST -> -1;
          case REFUSED -> 0;
        };
    if (sign != 0) {
      List<Counted<Refined<R>>> now = counted(contents(place, memory), change.refined(), sign);
      memory.say(place, now.isEmpty() ? null : CoderUtils.encodeToByteArray(contents, now));
    }
    return place;
  }

  private List<Counted<Refined<R>>> counted(
      List<Counted<Refined<R>>> known, Refined<R> row, int sign) {
    List<Counted<Refined<R>>> now = new ArrayList<>();
    long count = sign;
    for (Counted<Refined<R>> each : known) {
      if (each.fact().equals(row)) {
        count += each.rows();
      } else {
        now.add(each);
      }
    }
    if (count != 0) {
      now.add(new Counted<>(count, row));
    }
    return now;
  }

  private R standing(List<Counted<Refined<R>>> known) {
    return known.stream()
        .filter(each -> each.rows() > 0)
        .map(Counted::fact)
        .min(contest.order())
        .map(Refined::row)
        .orElse(null);
  }

  private List<Counted<Refined<R>>> contents(String place, Memory.OfDescribed<T> memory) {
    byte[] said = memory.said(place);
    try {
      return said == null ? List.of() : CoderUtils.decodeFromByteArray(contents, said);
    } catch (CoderException e) {
      throw new IllegalStateException(e);
    }
  }
}
