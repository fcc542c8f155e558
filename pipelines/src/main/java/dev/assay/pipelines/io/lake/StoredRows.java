package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Parcel;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.transforms.Refined;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.parquet.schema.MessageType;

/**
 * How the rows of one table are stored in the lake: their columns, and the day that they are
 * partitioned by. Safe to share between threads.
 *
 * <p>Tables of silver and gold with an event time are partitioned by a column {@code day}, its UTC
 * day. Where the record has no such column, it is the last one of the file.
 *
 * @param <E> the element of which one instance is one row
 */
public final class StoredRows<E> implements Serializable {
  /** The column by which a table is partitioned. */
  public static final String DAY = "day";

  /** Before the names of the lineage columns: {@code _source}. */
  private static final String LINEAGE = "_";

  private final Table<?> table;
  private final List<StoredColumns.Part<E>> parts;
  private final SerializableFunction<Object[], E> whole;
  private final Coder<E> coder;
  private transient volatile StoredColumns<E> columns;
  private transient volatile Parcel parcel;

  private StoredRows(
      Table<?> table,
      List<StoredColumns.Part<E>> parts,
      SerializableFunction<Object[], E> whole,
      Coder<E> coder) {
    this.table = table;
    this.parts = parts;
    this.whole = whole;
    this.coder = coder;
    columns();
  }

  /** What a parcel holds of it. */
  private record Content<E>(
      Table<?> table,
      List<StoredColumns.Part<E>> parts,
      SerializableFunction<Object[], E> whole,
      Coder<E> coder)
      implements Serializable {
    private Object readResolve() {
      return new StoredRows<>(table, parts, whole, coder);
    }
  }

  private Object writeReplace() {
    if (parcel == null) {
      parcel = Parcel.of(new Content<>(table, parts, whole, coder));
    }
    return parcel;
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("what is stored travels as a parcel");
  }

  /** Rows that are the table's records and nothing else. */
  @SuppressWarnings("unchecked")
  public static <T extends Record> StoredRows<T> of(Table<T> table) {
    return new StoredRows<>(
        table,
        List.of(new StoredColumns.Part<>(table.type(), "", row -> row)),
        parts -> (T) parts[0],
        RecordCoder.of(table.type()));
  }

  /** Silver rows with their lineage, whose columns begin with an underscore. */
  @SuppressWarnings("unchecked")
  public static <T extends Record> StoredRows<Refined<T>> refined(Table<T> table) {
    return new StoredRows<>(
        table,
        List.of(
            new StoredColumns.Part<>(table.type(), "", Refined::row),
            new StoredColumns.Part<>(Origin.class, LINEAGE, Refined::origin)),
        parts -> new Refined<>((T) parts[0], (Origin) parts[1]),
        Refined.coder(table));
  }

  public String name() {
    return table.name();
  }

  public Layer layer() {
    return table.layer();
  }

  public Coder<E> coder() {
    return coder;
  }

  /** Whether every file of the table holds the rows of one UTC day. */
  public boolean byDay() {
    return (layer() == Layer.SILVER || layer() == Layer.GOLD) && table.eventTime().isPresent();
  }

  /** The day that the row is partitioned by; empty where the table is not. */
  public Optional<LocalDate> dayOf(E row) {
    return columns().byDay()
        ? Optional.of(LocalDate.ofEpochDay(columns().epochDayOf(row)))
        : Optional.empty();
  }

  /** The columns of a file, in their order. */
  public Schema schema() {
    return columns().schema();
  }

  /** The columns that make up the element: all but a derived day, texts as {@code String}. */
  Schema readSchema() {
    return columns().readSchema();
  }

  /** Some of these columns, by their names in a file. */
  Columns columns(List<String> names) {
    return columns().some(names);
  }

  /** What one row is; empty where nobody said. */
  public String comment() {
    return table.comment();
  }

  /** By column of a file, in their order, what it holds. */
  public Map<String, String> comments() {
    return columns().comments();
  }

  /** Likewise, as Parquet has them. */
  MessageType parquetSchema() {
    return columns().parquetSchema();
  }

  /** Of the rows of one file, still to be written. */
  FileStatistics statistics() {
    return columns().statistics();
  }

  /** The values of a row in the columns of a file, but for a derived day. */
  Object[] values(E row) {
    return columns().of(row);
  }

  /** The row from the fields that bear its columns' names; an absent column is null. */
  public E fromAvro(GenericRecord avro) {
    return whole.apply(columns().values(avro));
  }

  /** The folder of the table in this lake, without a slash at its end. */
  String folder(String lakeUri) {
    if (table.pipeline() == null) {
      throw new IllegalStateException(table + " is of no pipeline, and so has no place in a lake");
    }
    return lake(lakeUri) + "/" + table.pipeline() + "/" + layer() + "/" + name();
  }

  private static String lake(String uri) {
    String path = Endpoint.files(uri).path();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private StoredColumns<E> columns() {
    StoredColumns<E> known = columns;
    if (known == null) {
      known = new StoredColumns<>(table, parts, byDay());
      columns = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
