package dev.assay.transforms.insights;

import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.transforms.PayloadForm;
import dev.assay.transforms.PayloadReader;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * Messages of Debezium, one per change of a row.
 *
 * @param tables the contracts of the tables of the source whose changes are understood
 */
public record Debezium(List<Table<?>> tables) implements PayloadForm<ChangeEvent> {
  /** Of the changes of these tables. */
  public static Debezium of(List<Table<?>> tables) {
    return new Debezium(List.copyOf(tables));
  }

  @Override
  public PayloadReader<ChangeEvent> reader() {
    return new DebeziumReader(tables);
  }

  @Override
  public SerializableFunction<byte[], Instant> eventTime() {
    return DebeziumReader.changedAt();
  }

  @Override
  public SerializableFunction<String, Long> position() {
    return DebeziumReader::lsn;
  }

  @Override
  public Words words() {
    return new Words("changes", "Debezium's change events", ".jsonl with one message per line");
  }
}
