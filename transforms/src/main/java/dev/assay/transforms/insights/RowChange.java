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
    Obj before = image(table, message, "before");
    Obj after = image(table, message, "after");
    return operation == Operation.DELETE
        ? deleted(table, before, key(table, messageKey))
        : written(table, message, before, after, key(table, messageKey));
  }

  private static RowChange deleted(SourceTable<?> table, Obj before, Obj messageKey) {
    Obj key = table.key(messageKey) == null && before != null ? before : messageKey;
    return new RowChange(table.key(key), text(before), null, table.brokenByKey(key));
  }

  private static RowChange written(
      SourceTable<?> table, ConnectMessage message, Obj before, Obj told, Obj messageKey) {
    if (told == null) {
      return new RowChange(table.key(messageKey), text(before), null, List.of("after_is_present"));
    }
    Obj after = before == null ? told : SourceTable.completed(told, before);
    List<String> broken = new ArrayList<>(table.broken(after, row(message, "after")));
    String key = table.key(messageKey);
    if (key == null) {
      key = table.key(after);
    } else if (table.key(after) != null && !key.equals(table.key(after))) {
      broken.add("message_key_matches_row");
    }
    return new RowChange(key, text(before), after.write(), broken);
  }

  private static Obj image(SourceTable<?> table, ConnectMessage message, String name) {
    Obj row = row(message, name);
    return row == null ? null : table.image(row, message.schema().field(name));
  }

  private static Obj row(ConnectMessage message, String name) {
    return ((Obj) message.payload()).object(name);
  }

  /** The image of the message's key; without columns where that is none of a row. */
  private static Obj key(SourceTable<?> table, String messageKey) {
    if (messageKey == null) {
      return Obj.EMPTY;
    }
    try {
      ConnectMessage key = ConnectMessage.read(messageKey);
      return key.payload() instanceof Obj row ? table.image(row, key.schema()) : Obj.EMPTY;
    } catch (IOException notJson) {
      return Obj.EMPTY;
    }
  }

  private static String text(Obj image) {
    return image == null ? null : image.write();
  }
}
