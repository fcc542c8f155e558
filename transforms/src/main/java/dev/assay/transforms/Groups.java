package dev.assay.transforms;

import dev.assay.schemas.Column;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.schemas.Trial;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.values.PCollection;

/** Which rows of a table belong together, for a table that is derived of them. */
final class Groups<S extends Record> implements Serializable {
  private final Table<?> into;
  private final Table<S> source;
  private final Table.Of<S, ?> each;
  private final boolean isWithinDay;

  /**
   * Those for which this function says the same.
   *
   * @throws IllegalArgumentException when it looks at a column that is not part of the key
   */
  Groups(Table<?> into, Table<S> source, Table.Of<S, ?> each) {
    this.into = into;
    this.source = source;
    this.each = each;
    Trial<S> trial = new Trial<>(source, each);
    trial
        .looksAt(column -> !column.key())
        .ifPresent(
            column -> {
              throw changes(column);
            });
    this.isWithinDay =
        source.eventTime().filter(time -> trial.always(time, Groups::isOfDayOf)).isPresent();
  }

  private IllegalArgumentException changes(Column column) {
    return new IllegalArgumentException(
        "%s: rows of %s are grouped by %s, which is not part of their key: a row that changes it"
                .formatted(into, source, column.name())
            + " would never leave the group that it was in. Group them by columns of the key, or"
            + " make it one");
  }

  Table<S> source() {
    return source;
  }

  /** Whether every group lies in one day, and so in a daily window. */
  boolean isWithinDay() {
    return isWithinDay;
  }

  /** In the windows of their days where groups lie in a day, and in none where they do not. */
  <E> PCollection<E> windowed(PCollection<E> some) {
    return isWithinDay ? some : some.apply("All days", Windows.wholeRun());
  }

  /** The group of a row. */
  RowKey of(S row) {
    Object[] parts = parts(each.apply(row));
    for (Object part : parts) {
      if (!isPart(part)) {
        throw new IllegalStateException(
            "%s: a row of %s is of the group %s; a group is told by texts, whole numbers, days,"
                    .formatted(into, source, part == null ? "null" : "of " + part.getClass())
                + " times or choices, and where one may be absent, `each` says what stands for it");
      }
    }
    if (isWithinDay && !isOfDay(source.dayOf(row).orElseThrow(), parts)) {
      throw new IllegalStateException(
          "%s: groups of %s hold their rows' day, but not always: `each` is to give it of every row,"
                  .formatted(into, source)
              + " or of none");
    }
    return RowKey.of(parts);
  }

  private static Object[] parts(Object group) {
    return group instanceof List<?> several ? several.toArray() : new Object[] {group};
  }

  private static boolean isPart(Object part) {
    return part instanceof String
        || part instanceof LocalDate
        || part instanceof Instant
        || part instanceof Integer
        || part instanceof Long
        || part instanceof Boolean
        || part instanceof Enum<?>;
  }

  private static boolean isOfDayOf(Object time, Object group) {
    return isOfDay(Table.day(time), parts(group));
  }

  private static boolean isOfDay(LocalDate day, Object[] parts) {
    for (Object part : parts) {
      if ((part instanceof LocalDate || part instanceof Instant) && Table.day(part).equals(day)) {
        return true;
      }
    }
    return false;
  }
}
