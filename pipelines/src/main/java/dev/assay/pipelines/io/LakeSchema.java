package dev.assay.pipelines.io;

import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The columns of stored rows in the words of Delta Lake. */
final class LakeSchema {
  private LakeSchema() {}

  static StructType of(Schema avro) {
    StructType columns = new StructType();
    for (Schema.Field field : avro.getFields()) {
      boolean maybe = field.schema().isUnion();
      // The only unions are of null and one type.
      Schema value = maybe ? field.schema().getTypes().get(1) : field.schema();
      columns = columns.add(field.name(), type(value), maybe);
    }
    return columns;
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
