package dev.assay.schemas;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.SchemaProvider;
import org.apache.beam.sdk.schemas.logicaltypes.Date;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Lets Beam treat a flat Java record as a schema type, with the column names of its contract. */
public final class RecordSchema implements SchemaProvider {
  @Override
  public <T> Schema schemaFor(TypeDescriptor<T> type) {
    return type.getRawType().isRecord() ? schemaOf(type.getRawType()) : null;
  }

  @Override
  public <T> SerializableFunction<T, Row> toRowFunction(TypeDescriptor<T> type) {
    return new ToRow<>(type.getRawType());
  }

  @Override
  public <T> SerializableFunction<Row, T> fromRowFunction(TypeDescriptor<T> type) {
    return new FromRow<>(type.getRawType());
  }

  static Schema schemaOf(Class<?> type) {
    Schema.Builder schema = Schema.builder();
    for (Column column : RecordShape.of(type).columns()) {
      schema.addField(
          Schema.Field.of(column.name(), fieldType(column.kind())).withNullable(column.maybe()));
    }
    return schema.build();
  }

  private static FieldType fieldType(Column.Kind kind) {
    return switch (kind) {
      case TEXT, CHOICE -> FieldType.STRING;
      case DECIMAL -> FieldType.DECIMAL;
      case INSTANT -> FieldType.logicalType(new MicrosInstant());
      case DATE -> FieldType.logicalType(new Date());
      case INT -> FieldType.INT32;
      case LONG -> FieldType.INT64;
      case BOOLEAN -> FieldType.BOOLEAN;
    };
  }

  // Records, not lambdas: Beam compares coders with equals().
  record ToRow<T>(Class<? super T> type) implements SerializableFunction<T, Row> {
    @Override
    public Row apply(T record) {
      RecordShape shape = RecordShape.of(type);
      List<Object> values = new ArrayList<>(shape.columns().size());
      for (Column column : shape.columns()) {
        Object value = shape.get(record, column.index());
        values.add(value instanceof Enum<?> choice ? choice.name() : value);
      }
      return Row.withSchema(schemaOf(type)).addValues(values).build();
    }
  }

  record FromRow<T>(Class<? super T> type) implements SerializableFunction<Row, T> {
    @Override
    @SuppressWarnings("unchecked")
    public T apply(Row row) {
      RecordShape shape = RecordShape.of(type);
      Object[] values = new Object[shape.columns().size()];
      for (Column column : shape.columns()) {
        values[column.index()] = value(column, row);
      }
      return (T) shape.make(values);
    }

    private static Object value(Column column, Row row) {
      String name = column.name();
      if (row.getValue(name) == null) {
        return null;
      }
      return switch (column.kind()) {
        case CHOICE -> choice(column.type(), row.getString(name));
        case INSTANT -> row.getLogicalTypeValue(name, Instant.class);
        case DATE -> row.getLogicalTypeValue(name, LocalDate.class);
        case DECIMAL -> ((BigDecimal) row.getValue(name)).setScale(column.scale());
        default -> row.getValue(name);
      };
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static Object choice(Class<?> type, String name) {
    return Enum.valueOf((Class) type, name);
  }
}
