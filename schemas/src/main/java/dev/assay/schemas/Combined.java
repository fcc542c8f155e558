package dev.assay.schemas;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Puts functions of two rows together, out of what they do with each column. That is done once;
 * they run without reflection, and without a box around what is primitive.
 */
final class Combined {
  private static final MethodHandle ADD = ofThis(long.class, "add", long.class);
  private static final MethodHandle SUBTRACT = ofThis(long.class, "subtract", long.class);
  private static final MethodHandle ADD_DECIMAL = ofDecimal("add");
  private static final MethodHandle SUBTRACT_DECIMAL = ofDecimal("subtract");
  private static final MethodHandle COMPARE = ofThis(int.class, "compare", Object.class);
  private static final MethodHandle FIRST_THAT_TELLS =
      ofThis(int.class, "firstThatTells", int.class);
  private static final MethodHandle IS_NOT_LESS =
      MethodHandles.insertArguments(ofThis(boolean.class, "isNotLess", int.class), 1, 0);

  private final RecordShape shape;
  private final Class<?> type;

  Combined(RecordShape shape) {
    this.shape = shape;
    this.type = shape.canonical().type().returnType();
  }

  /** From two rows to one: each of its columns is what this function of the two makes of it. */
  MethodHandle of(Function<Column, MethodHandle> columns) {
    MethodHandle row = shape.canonical();
    for (int i = shape.columns().size() - 1; i >= 0; i--) {
      row = MethodHandles.collectArguments(row, i, columns.apply(shape.columns().get(i)));
    }
    return ofTwoRows(row).asType(MethodType.genericMethodType(2));
  }

  /** In place of the first row and the second one, again and again, takes each once. */
  private MethodHandle ofTwoRows(MethodHandle again) {
    MethodType twice = MethodType.methodType(again.type().returnType(), type, type);
    int[] order = IntStream.range(0, again.type().parameterCount()).map(i -> i % 2).toArray();
    return MethodHandles.permuteArguments(again, twice, order);
  }

  /** As the first row has it. */
  MethodHandle first(Column column) {
    return MethodHandles.dropArguments(getter(column), 1, type);
  }

  /** As the second row has it. */
  MethodHandle second(Column column) {
    return MethodHandles.dropArguments(getter(column), 0, type);
  }

  MethodHandle sum(Column column) {
    return ofValues(column.kind() == Column.Kind.DECIMAL ? ADD_DECIMAL : ADD, column);
  }

  MethodHandle difference(Column column) {
    return ofValues(column.kind() == Column.Kind.DECIMAL ? SUBTRACT_DECIMAL : SUBTRACT, column);
  }

  private MethodHandle ofValues(MethodHandle function, Column column) {
    Class<?> value = getter(column).type().returnType();
    MethodHandle ofThese = function.asType(MethodType.methodType(value, value, value));
    return MethodHandles.filterArguments(ofThese, 0, getter(column), getter(column));
  }

  /**
   * As that row has it which is the greater by these columns, of which the first that differs
   * tells.
   */
  MethodHandle greater(Column column, List<Column> order) {
    MethodHandle comparison = comparison(order.get(0));
    for (Column next : order.subList(1, order.size())) {
      MethodHandle both = MethodHandles.collectArguments(FIRST_THAT_TELLS, 1, comparison(next));
      comparison = ofTwoRows(MethodHandles.collectArguments(both, 0, comparison));
    }
    return MethodHandles.guardWithTest(
        MethodHandles.filterReturnValue(comparison, IS_NOT_LESS), first(column), second(column));
  }

  private MethodHandle comparison(Column column) {
    Class<?> value = getter(column).type().returnType();
    MethodHandle ofThese = COMPARE.asType(MethodType.methodType(int.class, value, value));
    return MethodHandles.filterArguments(ofThese, 0, getter(column), getter(column));
  }

  private MethodHandle getter(Column column) {
    return shape.getter(column.index());
  }

  private static long add(long one, long other) {
    return one + other;
  }

  private static long subtract(long one, long other) {
    return one - other;
  }

  /** What is absent comes first. */
  @SuppressWarnings("unchecked")
  private static int compare(Object one, Object other) {
    if (one == null || other == null) {
      return Boolean.compare(one != null, other != null);
    }
    return ((Comparable<Object>) one).compareTo(other);
  }

  private static int firstThatTells(int comparison, int next) {
    return comparison != 0 ? comparison : next;
  }

  private static boolean isNotLess(int comparison, int than) {
    return comparison >= than;
  }

  private static MethodHandle ofThis(Class<?> result, String name, Class<?> both) {
    try {
      Lookup lookup = MethodHandles.lookup();
      return lookup.findStatic(Combined.class, name, MethodType.methodType(result, both, both));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static MethodHandle ofDecimal(String name) {
    try {
      MethodType ofOne = MethodType.methodType(BigDecimal.class, BigDecimal.class);
      return MethodHandles.publicLookup().findVirtual(BigDecimal.class, name, ofOne);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
