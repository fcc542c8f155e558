package dev.assay.transforms.insights;

import dev.assay.schemas.insights.Operation;
import dev.assay.transforms.insights.Json.Obj;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change did to a row of a source table.
 *
 * @param rowKey null where neither the message's key nor an image has it
 * @param before its image before the change, as far as the source tells it; otherwise null
 * @param after its image after the change; null where there is none
 * @param broken the rules that the row breaks
 */
record RowChange(String rowKey, String before, String after, List<String> broken) {
  private static final String KEY_MATCHES = "message_key_matches_row";

  /** A change of no row, which these texts tell from others at its position. */
  static RowChange ofNoRow(String... key) {
    return new RowChange(Json.texts(List.of(key)).write(), null, null, List.of());
  }

  /**
   * Reads the change of a row.
   *
   * @param messageKey the key of the message; null where it has none
   */
  static RowChange of(
      SourceTable<?> table, Operation operation, ConnectMessage message, String messageKey) {
    Obj before = image(table, message, "before", operation);
    Obj after = image(table, message, "after", operation);
    Obj key = key(table, messageKey, operation);
    return operation == Operation.DELETE
        ? deleted(table, before, key)
        : written(table, operation, message, before, after, key);
  }

  private static RowChange deleted(SourceTable<?> table, Obj before, Obj messageKey) {
    boolean isKeyed = table.key(messageKey) != null || before == null;
    Obj key = isKeyed ? messageKey : before;
    List<String> broken = new ArrayList<>(table.brokenByKey(key));
    if (isKeyed && differ(table.key(messageKey), table.key(before))) {
      broken.add(KEY_MATCHES);
    }
    return new RowChange(table.key(key), text(before), null, broken);
  }

  private static RowChange written(
      SourceTable<?> table,
      Operation operation,
      ConnectMessage message,
      Obj before,
      Obj told,
      Obj messageKey) {
    String key = table.key(messageKey);
    if (told == null) {
      return new RowChange(key, text(before), null, List.of("after_is_present"));
    }
    Obj after = before == null ? told : SourceTable.completed(told, before);
    List<String> broken = new ArrayList<>(table.broken(after, row(message, "after")));
    String written = table.key(after);
    if (written == null && key == null) {
      table.brokenByKey(after).stream().filter(r -> !broken.contains(r)).forEach(broken::add);
    } else if (differ(key, written)) {
      // A row that moved to another key may be told under the key that it had.
      boolean isOfFormer = operation == Operation.UPDATE && key.equals(table.key(before));
      if (!isOfFormer) {
        broken.add(KEY_MATCHES);
      }
    }
    return new RowChange(written == null ? key : written, text(before), after.write(), broken);
  }

  private static boolean differ(String key, String other) {
    return key != null && other != null && !key.equals(other);
  }

  private static Obj image(
      SourceTable<?> table, ConnectMessage message, String name, Operation operation) {
    Obj row = row(message, name);
    return row == null ? null : table.image(row, message.schema().field(name), operation);
  }

  private static Obj row(ConnectMessage message, String name) {
    return ((Obj) message.payload()).object(name);
  }

  /** The image of the message's key; without columns where that is none of a row. */
  private static Obj key(SourceTable<?> table, String messageKey, Operation operation) {
    if (messageKey == null) {
      return Obj.EMPTY;
    }
    try {
      ConnectMessage key = ConnectMessage.read(messageKey);
      return key.payload() instanceof Obj row
          ? table.image(row, key.schema(), operation)
          : Obj.EMPTY;
    } catch (IOException notJson) {
      return Obj.EMPTY;
    }
  }

  private static String text(Obj image) {
    return image == null ? null : image.write();
  }
}
