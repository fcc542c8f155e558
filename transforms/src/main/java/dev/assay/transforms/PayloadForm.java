package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.io.Serializable;
import java.time.Instant;
import org.apache.beam.sdk.transforms.SerializableFunction;

/** How payloads say what the rows of a table are. */
public interface PayloadForm<T extends Record> extends Serializable {
  /** Makes a reader of payloads, on a worker. */
  PayloadReader<T> reader();

  /** Reads when a payload's event happened before it is read whole; null where it does not tell. */
  SerializableFunction<byte[], Instant> eventTime();

  /** Reads where in the log of its database a payload's change stands; null where it tells none. */
  SerializableFunction<String, Long> position();

  /** What such payloads are to whoever has to say where they are. */
  Words words();

  /**
   * An input in words.
   *
   * @param name what its setting is called: {@code trades}
   * @param what its payloads: {@code trades}
   * @param files what its files are like: {@code .jsonl, .csv}
   */
  record Words(String name, String what, String files) {}

  /** JSON objects and CSV records with the columns by their names. */
  static <T extends Record> PayloadForm<T> plain(Table<T> table) {
    return new Plain<>(table);
  }

  /** See {@link #plain}. */
  record Plain<T extends Record>(Table<T> table) implements PayloadForm<T> {
    @Override
    public PayloadReader<T> reader() {
      return new PayloadParser<>(table);
    }

    @Override
    public SerializableFunction<byte[], Instant> eventTime() {
      return EventTimeReader.of(table);
    }

    @Override
    public SerializableFunction<String, Long> position() {
      return payload -> null;
    }

    @Override
    public Words words() {
      return new Words(table.name(), table.name().replace('_', ' '), ".jsonl, .csv");
    }
  }
}
