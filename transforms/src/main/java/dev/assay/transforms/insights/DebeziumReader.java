package dev.assay.transforms.insights;

import dev.assay.schemas.Raw;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.transforms.Parsed;
import dev.assay.transforms.PayloadReader;
import dev.assay.transforms.insights.Json.Obj;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * Reads messages of Debezium's PostgreSQL connector, as Kafka Connect's JSON converter writes them,
 * with schemas or without. Of a message nothing is read that another delivery of the same change
 * has otherwise. A tombstone repeats the delete before it. Not safe for use by several threads.
 *
 * <p>Where a table has not {@code REPLICA IDENTITY FULL}, the row before a delete has its key, and
 * for the other columns what the connector made up: nothing, zero or empty text.
 */
public final class DebeziumReader implements PayloadReader<ChangeEvent> {
  private static final String HEARTBEATS = "kafka:__debezium-heartbeat";

  private static final Map<String, Operation> OPERATIONS =
      Map.of(
          "r", Operation.SNAPSHOT,
          "c", Operation.CREATE,
          "u", Operation.UPDATE,
          "d", Operation.DELETE,
          "t", Operation.TRUNCATE,
          "m", Operation.MESSAGE);

  private final Map<String, SourceTable<?>> tables = new HashMap<>();
  private final ContractWarnings warnings;

  /**
   * A reader of changes of these tables.
   *
   * @param contracts what their rows must hold
   */
  public DebeziumReader(List<Table<?>> contracts) {
    this(contracts, ContractWarnings.OF_WORKER);
  }

  DebeziumReader(List<Table<?>> contracts, ContractWarnings warnings) {
    this.warnings = warnings;
    contracts.forEach(contract -> tables.put(contract.name(), SourceTable.of(contract)));
  }

  /** Where the change that a message tells of stands in the log; null where it does not tell. */
  public static Long lsn(String payload) {
    return MessageHead.of(payload).lsn();
  }

  /** The source table that a message tells of, without its schema; empty where it is of none. */
  public static String changedTable(String payload) {
    try {
      return ConnectMessage.read(payload).payload() instanceof Obj envelope
          ? Source.of(envelope).table()
          : "";
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** Reads from a message when its change was committed; null where it does not tell. */
  public static SerializableFunction<byte[], Instant> changedAt() {
    return payload -> payload == null ? null : MessageHead.of(payload).changedAt();
  }

  @Override
  public Parsed<ChangeEvent> parse(Raw raw) {
    if (raw.encoding() != null) {
      return refused("payload_is_utf_8");
    }
    if (raw.payload().isEmpty()) {
      return Parsed.repetition();
    }
    ConnectMessage message;
    try {
      message = ConnectMessage.read(raw.payload());
    } catch (IOException unreadable) {
      return refused("payload_is_readable");
    }
    if (message.payload() instanceof Json.Null) {
      return Parsed.repetition();
    }
    return message.payload() instanceof Obj payload
        ? parse(raw, message, payload)
        : refused("payload_is_readable");
  }

  private Parsed<ChangeEvent> parse(Raw raw, ConnectMessage message, Obj payload) {
    return switch (Envelope.of(payload, raw.source().startsWith(HEARTBEATS))) {
      case CHANGE -> change(raw, message, Source.of(payload), payload);
      case HEARTBEAT -> heartbeat(raw, payload);
      case TRANSACTION -> transaction(payload);
      case NONE -> refused("envelope_is_present");
    };
  }

  private Parsed<ChangeEvent> change(Raw raw, ConnectMessage message, Source source, Obj payload) {
    List<String> broken = new ArrayList<>();
    if (source.connector() != null && !source.connector().equals("postgresql")) {
      broken.add("connector_is_postgresql");
      return finished(null, source.changedAt(), broken);
    }
    Operation operation = OPERATIONS.get(String.valueOf(payload.text("op")));
    require(operation != null, "operation_is_known", broken);
    boolean isOfTable = operation != Operation.MESSAGE;
    SourceTable<?> table = isOfTable ? tables.get(source.table()) : null;
    require(table != null || !isOfTable, "table_is_known", broken);
    require(source.lsn() != null, "lsn_is_present", broken);
    RowChange change = rowChange(table, operation, message, payload, raw.messageKey());
    broken.addAll(change.broken());
    warnings.tell(source.table(), change.broken());
    ChangeEvent event =
        new ChangeEvent(
            isOfTable ? source.table() : "",
            change.rowKey(),
            source.lsn() == null ? 0 : source.lsn(),
            operation,
            source.changedAt(),
            source.transactionId(),
            change.before(),
            change.after());
    return finished(event, source.changedAt(), broken);
  }

  private static RowChange rowChange(
      SourceTable<?> table,
      Operation operation,
      ConnectMessage message,
      Obj payload,
      String messageKey) {
    if (operation == Operation.MESSAGE) {
      Obj written = payload.object("message");
      String prefix = written == null ? null : written.text("prefix");
      return prefix == null ? RowChange.ofNoRow() : RowChange.ofNoRow(prefix);
    }
    return table == null || operation == null || operation == Operation.TRUNCATE
        ? RowChange.ofNoRow()
        : RowChange.of(table, operation, message, messageKey);
  }

  private static Parsed<ChangeEvent> heartbeat(Raw raw, Obj payload) {
    Instant at = Source.changedAt(payload);
    String key = Json.texts(List.of(raw.payloadSha256())).write();
    return finished(
        new ChangeEvent("", key, 0, Operation.HEARTBEAT, at, null, null, null),
        at,
        new ArrayList<>());
  }

  private static Parsed<ChangeEvent> transaction(Obj payload) {
    Instant at = Source.changedAt(payload);
    String id = payload.text("id");
    String key = Json.texts(List.of(id, payload.text("status"))).write();
    Long lsn = Source.lsnOfTransaction(id);
    return finished(
        new ChangeEvent(
            "",
            key,
            lsn == null ? 0 : lsn,
            Operation.TRANSACTION,
            at,
            Source.transactionId(id),
            null,
            null),
        at,
        new ArrayList<>());
  }

  private static boolean hasShortKey(ChangeEvent event) {
    return event.rowKey() == null
        || event.rowKey().getBytes(StandardCharsets.UTF_8).length <= ChangeEvent.MOST_KEY_BYTES;
  }

  private static void require(boolean holds, String rule, List<String> broken) {
    if (!holds) {
      broken.add(rule);
    }
  }

  private static Parsed<ChangeEvent> refused(String rule) {
    return finished(null, null, List.of(rule));
  }

  private static Parsed<ChangeEvent> finished(
      ChangeEvent event, Instant changedAt, List<String> broken) {
    if (event != null) {
      require(changedAt != null, "changed_at_is_present", broken);
      require(hasShortKey(event), "row_key_has_at_most_1024_bytes", broken);
    }
    LocalDate day = changedAt == null ? null : LocalDate.ofInstant(changedAt, ZoneOffset.UTC);
    return new Parsed<>(broken.isEmpty() ? event : null, broken, day);
  }
}
