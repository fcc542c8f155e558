package dev.assay.pipelines.io.lake;

import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The columns of stored rows in the words of Delta Lake. */
final class LakeSchema {
  /** Where Delta has the comment of a column, among its metadata. */
  private static final String COMMENT = "comment";

  private LakeSchema() {}

  /** The columns of a file, each with what its contract says of it. */
  static StructType of(StoredRows<?> stored) {
    StructType columns = new StructType();
    Map<String, String> comments = stored.comments();
    for (Schema.Field field : stored.schema().getFields()) {
      boolean maybe = field.schema().isUnion();
      // The only unions are of null and one type.
      Schema value = maybe ? field.schema().getTypes().get(1) : field.schema();
      StructField column = new StructField(field.name(), type(value), maybe);
      columns = columns.add(commented(column, comments.get(field.name())));
    }
    return columns;
  }

  /** These columns with the comments of those of the same name, and whatever else they have. */
  static StructType commented(StructType columns, StructType comments) {
    return new StructType(
        columns.fields().stream()
            .map(
                column ->
                    commented(
                        column, comments.get(column.getName()).getMetadata().getString(COMMENT)))
            .toList());
  }

  private static StructField commented(StructField column, String comment) {
    if (comment == null) {
      return column;
    }
    FieldMetadata metadata =
        FieldMetadata.builder()
            .fromMetadata(column.getMetadata())
            .putString(COMMENT, comment)
            .build();
    return column.withNewMetadata(metadata);
  }

  /** Names and types alone: what the columns of a table must not differ in. */
  static StructType bare(StructType columns) {
    return new StructType(
        columns.fields().stream()
            .map(column -> column.withNewMetadata(FieldMetadata.empty()))
            .toList());
  }

  private static DataType type(Schema avro) {
    LogicalType logical = avro.getLogicalType();
    if (logical instanceof LogicalTypes.Decimal decimal) {
      return new DecimalType(decimal.getPrecision(), decimal.getScale());
    }
    return switch (avro.getType()) {
      case STRING -> StringType.STRING;
      case BOOLEAN -> BooleanType.BOOLEAN;
      case INT -> logical == null ? IntegerType.INTEGER : DateType.DATE;
      case LONG -> logical == null ? LongType.LONG : TimestampType.TIMESTAMP;
      default -> throw new IllegalArgumentException("no column type for " + avro);
    };
  }
}
