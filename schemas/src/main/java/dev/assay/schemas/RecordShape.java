package dev.assay.schemas;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The columns, accessors and canonical constructor of one record class, looked up once per JVM. */
public final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final List<Column> columns;
  private final Optional<Column> eventTime;
  private final MethodHandle[] getters;
  private final MethodHandle[] accessors;
  private final MethodHandle all;
  private final MethodHandle canonical;
  private final MethodHandle constructor;

  private RecordShape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException(type.getName() + " is not a record");
    }
    columns =
        IntStream.range(0, components.length).mapToObj(i -> Column.of(components[i], i)).toList();
    eventTime = columns.stream().filter(Column::eventTime).findFirst();
    getters = new MethodHandle[components.length];
    accessors = new MethodHandle[components.length];
    Class<?>[] types = new Class<?>[components.length];
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        getters[i] = lookup.unreflect(components[i].getAccessor());
        accessors[i] = getters[i].asType(MethodType.methodType(Object.class, Object.class));
      }
      all = allOf(accessors);
      canonical = lookup.unreflectConstructor(type.getDeclaredConstructor(types));
      constructor =
          canonical
              .asType(MethodType.genericMethodType(types.length))
              .asSpreader(Object[].class, types.length);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getName() + " is not a public record", e);
    }
  }

  /** From a row to the array of its values: one call a row instead of one a column. */
  private static MethodHandle allOf(MethodHandle[] accessors) {
    int count = accessors.length;
    MethodHandle array = MethodHandles.identity(Object[].class).asCollector(Object[].class, count);
    return MethodHandles.permuteArguments(
        MethodHandles.filterArguments(array, 0, accessors),
        MethodType.methodType(Object[].class, Object.class),
        new int[count]);
  }

  public static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  public List<Column> columns() {
    return columns;
  }

  public Optional<Column> eventTime() {
    return eventTime;
  }

  /** The value of the column at this position. */
  public Object get(Object row, int index) {
    try {
      return (Object) accessors[index].invokeExact(row);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** The values of all columns, in their order, in a new array. */
  public Object[] values(Object row) {
    try {
      return (Object[]) all.invokeExact(row);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** A new row of these values, in the order of the columns. */
  public Object make(Object[] values) {
    try {
      return (Object) constructor.invokeExact(values);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** The column at this position of a row, without a box around what is primitive. */
  MethodHandle getter(int index) {
    return getters[index];
  }

  /** A new row of the values of its columns, likewise. */
  MethodHandle canonical() {
    return canonical;
  }

  static RuntimeException rethrown(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }
}
