package dev.assay.transforms.insights;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.RowVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.VarInt;

/**
 * The rows of a shard in the state of a runner, as {@link RowLog} wants them.
 *
 * @param rows how far each row is known, by table and key
 * @param changes by table, key and number
 * @param truncations by table
 */
record KeptRows(
    MapState<String, byte[]> rows,
    MapState<String, byte[]> changes,
    MapState<String, byte[]> truncations)
    implements RowLog.Memory {
  private static final Coder<ChangeEvent> EVENT = RecordCoder.of(ChangeEvent.class);
  private static final Coder<List<ChangeEvent>> EVENTS = ListCoder.of(EVENT);
  private static final Coder<RowVersion> VERSION =
      NullableCoder.of(RecordCoder.of(RowVersion.class));
  private static final char SEPARATOR = '\n';

  @Override
  public RowLog.Known known(RowLog.Place row) {
    byte[] bytes = rows.get(text(row)).read();
    if (bytes == null) {
      return null;
    }
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      return new RowLog.Known(
          VarInt.decodeInt(in),
          VarInt.decodeLong(in),
          Operation.values()[VarInt.decodeInt(in)],
          VERSION.decode(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void keep(RowLog.Place row, RowLog.Known known) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      VarInt.encode(known.changes(), out);
      VarInt.encode(known.lsn(), out);
      VarInt.encode(known.operation().ordinal(), out);
      VERSION.encode(known.standing(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows.put(text(row), out.toByteArray());
  }

  @Override
  public void forget(RowLog.Place row) {
    rows.remove(text(row));
  }

  @Override
  public ChangeEvent change(RowLog.Place row, int index) {
    return decode(EVENT, changes.get(text(row, index)).read());
  }

  @Override
  public void keep(RowLog.Place row, int index, ChangeEvent change) {
    changes.put(text(row, index), encode(EVENT, change));
  }

  @Override
  public void forget(RowLog.Place row, int index) {
    changes.remove(text(row, index));
  }

  @Override
  public List<ChangeEvent> truncations(String table) {
    byte[] bytes = truncations.get(table).read();
    return bytes == null ? List.of() : decode(EVENTS, bytes);
  }

  @Override
  public void keepTruncations(String table, List<ChangeEvent> now) {
    truncations.put(table, encode(EVENTS, now));
  }

  @Override
  public List<RowLog.Place> all() {
    List<RowLog.Place> places = new ArrayList<>();
    for (String place : rows.keys().read()) {
      int separator = place.indexOf(SEPARATOR);
      places.add(new RowLog.Place(place.substring(0, separator), place.substring(separator + 1)));
    }
    return places;
  }

  private static String text(RowLog.Place row) {
    return row.table() + SEPARATOR + row.rowKey();
  }

  private static String text(RowLog.Place row, int index) {
    return text(row) + SEPARATOR + index;
  }

  private static <T> byte[] encode(Coder<T> coder, T value) {
    try {
      return CoderUtils.encodeToByteArray(coder, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T decode(Coder<T> coder, byte[] bytes) {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
