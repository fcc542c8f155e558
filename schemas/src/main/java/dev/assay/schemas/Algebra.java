package dev.assay.schemas;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How facts of one key add up to one row of gold, in any order and grouping. It follows from what
 * the columns of the record say: {@link Column.Sum}, {@link Column.Greatest}, {@link
 * Column.LastBy}.
 *
 * @param <G> the record, of which one instance is a fact or a sum of facts
 */
public final class Algebra<G extends Record> {
  private static final ClassValue<Algebra<?>> ALGEBRAS =
      new ClassValue<>() {
        @Override
        protected Algebra<?> computeValue(Class<?> type) {
          return new Algebra<>(type);
        }
      };

  private final List<Column> chosen;
  private final MethodHandle plus;
  private final MethodHandle minus;
  private final MethodHandle choosing;

  private Algebra(Class<?> type) {
    RecordShape shape = RecordShape.of(type);
    List<Column> columns = shape.columns();
    checkComplete(type, columns);
    chosen = columns.stream().filter(column -> !column.key() && !isSum(column)).toList();
    Combined rows = new Combined(shape);
    plus =
        rows.of(
            column ->
                column.key()
                    ? rows.first(column)
                    : isSum(column) ? rows.sum(column) : rows.greater(column, order(type, column)));
    minus = rows.of(column -> isSum(column) ? rows.difference(column) : rows.first(column));
    choosing =
        rows.of(column -> chosen.contains(column) ? rows.second(column) : rows.first(column));
  }

  /** Of this record; made once per JVM. */
  @SuppressWarnings("unchecked")
  static <G extends Record> Algebra<G> of(Class<G> type) {
    return (Algebra<G>) ALGEBRAS.get(type);
  }

  private static void checkComplete(Class<?> type, List<Column> columns) {
    String silent =
        columns.stream()
            .filter(column -> !column.key() && column.aggregation().isEmpty())
            .map(Column::name)
            .collect(Collectors.joining(", "));
    if (!silent.isEmpty()) {
      throw new IllegalArgumentException(
          type.getSimpleName()
              + " cannot be added up: it does not say what becomes of these columns where facts of"
              + " one key become one: "
              + silent
              + ". Annotate each with @Sum, @Greatest or @LastBy, or make it part of the @Key; a"
              + " table that is more than a sum of facts is filled by a step of its own");
    }
  }

  /**
   * The columns by which one fact comes after another, of a column that is chosen. Those that are
   * the last by the same one are compared too, so that all of them are taken from one fact.
   */
  private List<Column> order(Class<?> type, Column column) {
    Aggregation aggregation = column.aggregation().orElseThrow();
    if (aggregation.equals(Aggregation.GREATEST)) {
      return List.of(column);
    }
    Column by =
        chosen.stream()
            .filter(other -> other.name().equals(aggregation.by()))
            .filter(other -> is(other, Aggregation.GREATEST))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(noOrder(type, column, aggregation)));
    Stream<Column> alike = chosen.stream().filter(other -> is(other, aggregation));
    return Stream.concat(Stream.of(by), alike).toList();
  }

  private static String noOrder(Class<?> type, Column column, Aggregation last) {
    return type.getSimpleName()
        + " cannot be added up: "
        + column.name()
        + " is @LastBy(\""
        + last.by()
        + "\"), but the record has no column of that name that is @Greatest: name the column, as"
        + " SQL does, that tells which fact is the last";
  }

  private static boolean isSum(Column column) {
    return is(column, Aggregation.SUM);
  }

  private static boolean is(Column column, Aggregation aggregation) {
    return column.aggregation().filter(aggregation::equals).isPresent();
  }

  /** Two facts of one key, as one. */
  public G plus(G one, G other) {
    return invoke(plus, one, other);
  }

  /**
   * A sum without a fact of its key that it holds. What is {@link #chosen} stays as the sum has it:
   * whether another fact tells the same is not for two rows to say.
   */
  public G minus(G sum, G part) {
    return invoke(minus, sum, part);
  }

  /** The sums of one row, with what is {@link #chosen} as another one of its key has it. */
  public G choosing(G sum, G chosen) {
    return invoke(choosing, sum, chosen);
  }

  /** Whether {@link #minus} takes back all that {@link #plus} added: every column is a sum. */
  public boolean isReversible() {
    return chosen.isEmpty();
  }

  /**
   * The columns whose value is that of one of the facts. Who takes facts back keeps how many facts
   * have which of these values.
   */
  public List<Column> chosen() {
    return chosen;
  }

  @SuppressWarnings("unchecked")
  private G invoke(MethodHandle combined, G one, G other) {
    try {
      return (G) (Object) combined.invokeExact((Object) one, (Object) other);
    } catch (Throwable e) {
      throw RecordShape.rethrown(e);
    }
  }
}
