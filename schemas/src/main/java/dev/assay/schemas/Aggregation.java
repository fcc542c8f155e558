package dev.assay.schemas;

import dev.assay.schemas.Column.Greatest;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.LastBy;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Sum;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What becomes of a column's values where facts of one key become one.
 *
 * @param kind how one value is made of several
 * @param by of {@link Kind#LAST}, the name of the column that tells which fact is the last; else
 *     empty
 */
public record Aggregation(Kind kind, String by) {
  /** How one value is made of several. */
  public enum Kind {
    SUM,
    GREATEST,
    LAST
  }

  static final Aggregation SUM = new Aggregation(Kind.SUM, "");
  static final Aggregation GREATEST = new Aggregation(Kind.GREATEST, "");

  private static final Set<Class<?>> SUMMED = Set.of(long.class, Long.class, BigDecimal.class);

  /** What the component says of itself; empty where it is part of the key, or says nothing. */
  static Optional<Aggregation> of(RecordComponent component) {
    List<Class<? extends Annotation>> said =
        Stream.<Class<? extends Annotation>>of(Key.class, Sum.class, Greatest.class, LastBy.class)
            .filter(component::isAnnotationPresent)
            .toList();
    if (said.size() > 1) {
      throw Column.refused(
          component, "a column is @Key, @Sum, @Greatest or @LastBy, and only one of these");
    }
    if (said.contains(Sum.class)) {
      checkSum(component);
      return Optional.of(SUM);
    }
    if (said.contains(Greatest.class)) {
      return Optional.of(GREATEST);
    }
    return Optional.ofNullable(component.getAnnotation(LastBy.class))
        .map(last -> new Aggregation(Kind.LAST, last.value()));
  }

  private static void checkSum(RecordComponent component) {
    if (!SUMMED.contains(component.getType())) {
      throw Column.refused(
          component,
          "a @Sum is a long or a BigDecimal, which sums do not outgrow, not "
              + component.getType().getSimpleName());
    }
    if (component.isAnnotationPresent(Maybe.class)) {
      throw Column.refused(
          component, "a @Sum is never absent, of nothing it is 0: leave out @Maybe");
    }
  }
}
