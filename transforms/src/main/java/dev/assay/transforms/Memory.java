package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import java.util.List;

/** What a shard of a table remembers of its keys while rows are settled. */
interface Memory<T extends Record> {
  /** What is known of a key; null while nothing is. */
  Remembered<T> of(RowKey key);

  void keep(RowKey key, Remembered<T> standing);

  /** What a shard remembers besides where other tables, which change, describe its rows. */
  interface OfDescribed<T extends Record> extends Memory<T> {
    /** What was said of a row of another table; null where nothing was. */
    byte[] said(String place);

    void say(String place, byte[] said);

    /** What is known of the keys whose rows refer to such a row, or did once. */
    List<Remembered<T>> referring(String place);
  }
}
