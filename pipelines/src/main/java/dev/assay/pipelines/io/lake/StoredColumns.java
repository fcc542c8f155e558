package dev.assay.pipelines.io.lake;

import dev.assay.schemas.AvroRows;
import dev.assay.schemas.Column;
import dev.assay.schemas.RecordShape;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.schema.MessageType;

/** The columns of stored rows, worked out once, so that a row costs no look-up by name. */
final class StoredColumns<E> {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** A record within the element, whose columns stand together under one prefix. */
  record Part<E>(Class<?> type, String prefix, SerializableFunction<E, Object> of)
      implements Serializable {}

  private record Slot(int part, RecordShape shape, Column column, String name) {}

  /** Where the columns stand in rows of one schema; -1 for a column that they do not have. */
  private record Positions(Schema schema, int[] of) {}

  private final List<Part<E>> parts;
  private final Slot[] slots;
  private final Slot eventTime;
  private final RecordShape[] shapes;
  private final Schema schema;
  private final MessageType parquetSchema;
  private final Schema readSchema;
  private volatile Positions positions;

  StoredColumns(Table<?> table, List<Part<E>> parts, boolean byDay) {
    this.parts = parts;
    List<Slot> slots = new ArrayList<>();
    List<Schema.Field> fields = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      RecordShape shape = RecordShape.of(parts.get(i).type());
      for (Column column : shape.columns()) {
        slots.add(new Slot(i, shape, column, parts.get(i).prefix() + column.name()));
      }
      fields.addAll(AvroRows.of(parts.get(i).type(), parts.get(i).prefix()).fields());
    }
    this.slots = slots.toArray(new Slot[0]);
    eventTime = byDay ? slots.get(table.eventTime().orElseThrow().index()) : null;
    String record = table.type().getSimpleName();
    readSchema = readable(record, fields);
    if (byDay && !hasDay(table)) {
      Schema day = LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      fields.add(new Schema.Field(StoredRows.DAY, day));
    }
    schema = Schema.createRecord(record, null, "dev.assay", false, fields);
    parquetSchema = new AvroSchemaConverter(new Configuration(false)).convert(schema);
    shapes = parts.stream().map(part -> RecordShape.of(part.type())).toArray(RecordShape[]::new);
  }

  private static boolean hasDay(Table<?> table) {
    List<Column> day =
        table.columns().stream().filter(c -> c.name().equals(StoredRows.DAY)).toList();
    if (!day.isEmpty() && (!day.get(0).eventTime() || day.get(0).kind() != Column.Kind.DATE)) {
      throw new IllegalArgumentException(
          table + ": its column day is not its event time's day, by which it is partitioned");
    }
    return !day.isEmpty();
  }

  /** Optional columns default to null, so that files from before a column was added can be read. */
  private static Schema readable(String record, List<Schema.Field> fields) {
    List<Schema.Field> readable = new ArrayList<>();
    for (Schema.Field field : fields) {
      Schema type = new Schema.Parser().parse(field.schema().toString());
      for (Schema part : type.isUnion() ? type.getTypes() : List.of(type)) {
        if (part.getType() == Schema.Type.STRING) {
          GenericData.setStringType(part, GenericData.StringType.String);
        }
      }
      readable.add(
          type.isUnion()
              ? new Schema.Field(field.name(), type, null, Schema.Field.NULL_DEFAULT_VALUE)
              : new Schema.Field(field.name(), type));
    }
    return Schema.createRecord(record, null, "dev.assay", false, readable);
  }

  Schema schema() {
    return schema;
  }

  /** Likewise, as Parquet has them. */
  MessageType parquetSchema() {
    return parquetSchema;
  }

  Schema readSchema() {
    return readSchema;
  }

  /**
   * Some of them, in this order.
   *
   * @throws IllegalArgumentException when one is not there
   */
  Columns some(List<String> names) {
    List<Schema.Field> fields = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      Slot slot =
          Arrays.stream(slots)
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException(schema + " has no column " + name));
      columns.add(slot.column());
      fields.add(new Schema.Field(readSchema.getField(name), readSchema.getField(name).schema()));
    }
    Schema some =
        Schema.createRecord(readSchema.getName(), null, readSchema.getNamespace(), false, fields);
    return new Columns(some, List.copyOf(columns), List.copyOf(names));
  }

  boolean byDay() {
    return eventTime != null;
  }

  int epochDayOf(E row) {
    Object record = parts.get(eventTime.part()).of().apply(row);
    Object time =
        AvroRows.toAvro(
            eventTime.column(), eventTime.shape().get(record, eventTime.column().index()));
    return time instanceof Long micros
        ? (int) Math.floorDiv(micros, MICROS_PER_DAY)
        : (Integer) time;
  }

  /** The values of all columns but a derived day, in their order. */
  Object[] of(E row) {
    Object[] values = shapes[0].values(parts.get(0).of().apply(row));
    if (shapes.length > 1) {
      int at = values.length;
      values = Arrays.copyOf(values, slots.length);
      for (int i = 1; i < shapes.length; i++) {
        Object[] more = shapes[i].values(parts.get(i).of().apply(row));
        System.arraycopy(more, 0, values, at, more.length);
        at += more.length;
      }
    }
    return values;
  }

  /** By column, in their order, what it holds; not where nobody said. */
  Map<String, String> comments() {
    Map<String, String> comments = new LinkedHashMap<>();
    for (Slot slot : slots) {
      comments.put(slot.name(), slot.column().comment());
    }
    if (eventTime != null) {
      comments.putIfAbsent(
          StoredRows.DAY,
          "the UTC day of `" + eventTime.name() + "`, by which the table is partitioned");
    }
    comments.values().removeIf(String::isEmpty);
    return comments;
  }

  /** Of a file still to be written, and of what it tells bounds. */
  FileStatistics statistics() {
    List<WrittenColumn> all = new ArrayList<>();
    for (Slot slot : slots) {
      all.add(WrittenColumn.of(all.size(), slot.name(), slot.column()));
    }
    List<WrittenColumn> told =
        all.stream()
            .filter(each -> eventTime == null || !each.name().equals(StoredRows.DAY))
            .filter(each -> FileStatistics.mayTell(each.column()))
            .toList();
    return new FileStatistics(all, told);
  }

  /** The records within the element, in the order of the parts. */
  Object[] values(GenericRecord avro) {
    int[] at = positionsIn(avro.getSchema());
    Object[] records = new Object[parts.size()];
    int slot = 0;
    for (int part = 0; part < records.length; part++) {
      RecordShape shape = slots[slot].shape();
      Object[] values = new Object[shape.columns().size()];
      for (int i = 0; i < values.length; i++, slot++) {
        values[i] =
            at[slot] < 0 ? null : AvroRows.fromAvro(slots[slot].column(), avro.get(at[slot]));
      }
      records[part] = shape.make(values);
    }
    return records;
  }

  private int[] positionsIn(Schema rowSchema) {
    Positions known = positions;
    if (known == null || known.schema() != rowSchema) {
      int[] of = new int[slots.length];
      for (int i = 0; i < of.length; i++) {
        Schema.Field field = rowSchema.getField(slots[i].name());
        of[i] = field == null ? -1 : field.pos();
      }
      known = new Positions(rowSchema, of);
      positions = known;
    }
    return known.of();
  }
}
