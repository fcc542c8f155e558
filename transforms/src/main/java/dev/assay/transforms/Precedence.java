package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Kind;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which of several rows with one key stands: the newest version, then the earliest event, then the
 * smallest hash. The order is total and looks only at what the rows and their sources say, so the
 * same rows give the same winner in whatever order and in however many runs they come.
 *
 * <p>In a table with versions a row that does not stand is an older version and no contradiction,
 * also when it claims the same version: a newer one, which may come later, overtakes both.
 */
final class Precedence<T extends Record> {
  private static final Comparator<Comparable<Object>> VERSIONS =
      Comparator.nullsFirst(Comparator.naturalOrder());

  private final Table<T> table;
  private final Optional<Column> version;
  private final Comparator<Refined<T>> byContent;

  Precedence(Table<T> table) {
    this.table = table;
    this.version = table.version();
    this.byContent =
        Comparator.comparing(this::versionOf, VERSIONS.reversed())
            .thenComparing(this::timeOf)
            .thenComparing(row -> row.origin().rowHash());
  }

  /**
   * Below 0 where the one stands and not the other, by what they and their sources say; 0 where
   * they say the same.
   */
  int compare(Refined<T> one, Refined<T> other) {
    return byContent.compare(one, other);
  }

  /** The best row first; of equal ones the first in its source. */
  Comparator<Refined<T>> order() {
    return byContent
        .thenComparing(row -> row.origin().source())
        .thenComparing(row -> row.origin().position());
  }

  /** Whether a row that does not stand contradicts the one that does. */
  boolean contradicts() {
    return version.isEmpty();
  }

  /** A row that lost, rejected without its payload: that must be recalled from bronze. */
  Rejected contradiction(Refined<T> loser) {
    Origin origin = loser.origin();
    Amount amount = table.amountOf(loser.row());
    return new Rejected(
        Layer.SILVER.toString(),
        table.name(),
        table.uniqueness(),
        origin.source(),
        origin.position(),
        "",
        null,
        origin.publishedAt(),
        Instant.EPOCH,
        origin.runId(),
        "",
        table.dayOf(loser.row()).orElse(null),
        amount.value(),
        null,
        null,
        null,
        amount.unit());
  }

  /** What the row states, or else, of versions that are times, when its source was published. */
  @SuppressWarnings("unchecked")
  private Comparable<Object> versionOf(Refined<T> row) {
    if (version.isEmpty()) {
      return null;
    }
    Object stated = table.shape().get(row.row(), version.get().index());
    boolean published = stated == null && version.get().kind() == Kind.INSTANT;
    return (Comparable<Object>) (published ? row.origin().publishedAt() : stated);
  }

  private Instant timeOf(Refined<T> row) {
    return table.timeOf(row.row()).orElse(Instant.MAX);
  }
}
