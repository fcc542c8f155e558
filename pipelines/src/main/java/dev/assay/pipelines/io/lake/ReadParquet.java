package dev.assay.pipelines.io.lake;

import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;

/** Reads the rows of lake files, each file in one piece. */
public final class ReadParquet<R> extends PTransform<PCollection<DataFile>, PCollection<Rows<R>>> {
  private final Schema schema;
  private final SerializableFunction<GenericRecord, R> map;
  private final Coder<R> coder;

  private ReadParquet(Schema schema, SerializableFunction<GenericRecord, R> map, Coder<R> coder) {
    this.schema = schema;
    this.map = map;
    this.coder = coder;
  }

  /** Whole rows. */
  public static <E> ReadParquet<E> of(StoredRows<E> stored) {
    return new ReadParquet<>(stored.readSchema(), stored::fromAvro, stored.coder());
  }

  /** Only these columns of each row; the others are not read at all. */
  public Columns columns(String... names) {
    List<Schema.Field> fields = new ArrayList<>();
    for (String name : names) {
      Schema.Field field = schema.getField(name);
      if (field == null) {
        throw new IllegalArgumentException("no column " + name + " in " + schema.getFields());
      }
      fields.add(new Schema.Field(field, field.schema()));
    }
    return new Columns(
        Schema.createRecord(schema.getName(), null, schema.getNamespace(), false, fields));
  }

  /** Columns that are yet to be made into an element. */
  public static final class Columns {
    private final Schema schema;

    private Columns(Schema schema) {
      this.schema = schema;
    }

    /**
     * The element that these columns make, which stand in the order asked for; texts are {@code
     * String}. {@link StoredRows#value} gives the others as the record has them.
     */
    public <R> ReadParquet<R> as(SerializableFunction<GenericRecord, R> map, Coder<R> coder) {
      return new ReadParquet<>(schema, map, coder);
    }
  }

  @Override
  public PCollection<Rows<R>> expand(PCollection<DataFile> files) {
    return files.apply(ParDo.of(new Read<>(schema, map))).setCoder(Rows.coder(coder));
  }

  private static final class Read<R> extends DoFn<DataFile, Rows<R>> {
    private final Schema schema;
    private final SerializableFunction<GenericRecord, R> map;

    Read(Schema schema, SerializableFunction<GenericRecord, R> map) {
      this.schema = schema;
      this.map = map;
    }

    @ProcessElement
    public void read(@Element DataFile file, OutputReceiver<Rows<R>> output) {
      try (ParquetRows<R> rows = ParquetRows.read(file.path(), schema, map::apply)) {
        while (rows.hasNext()) {
          List<R> list = new ArrayList<>();
          while (rows.hasNext() && list.size() < Rows.LIMIT) {
            list.add(rows.next());
          }
          output.output(new Rows<>(list));
        }
      }
    }
  }
}
