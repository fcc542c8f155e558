package dev.assay.pipelines;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.Table;
import dev.assay.transforms.Refined;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;

/** Something that a stream is to publish, or to take account of when it publishes. */
public record EpochPart(Record content) {
  /** The run has begun. */
  public record Began(long number, String runId, String startedAt) {}

  /**
   * A row that silver gained earlier and is to lose. Where other tables describe rows, silver may
   * have gained it several times, described in several ways.
   *
   * @param day by which its table is partitioned; absent in a table without days
   * @param description a digest of how other tables described it; absent where none does
   * @param id tells it from every other one
   */
  public record Displaced(
      String table,
      String runId,
      String source,
      long position,
      @Maybe LocalDate day,
      @Maybe String description,
      String id) {

    static <T extends Record> Displaced of(Table<T> table, Refined<T> row) {
      Displaced place = place(table, row);
      String id = "displaced " + place.runId + " " + place.source + " " + place.position;
      return place.with(place.description == null ? id : id + " " + UUID.randomUUID());
    }

    /** The same for every loss of the row as it is described. */
    static <T extends Record> Displaced place(Table<T> table, Refined<T> row) {
      Origin origin = row.origin();
      return new Displaced(
          table.name(),
          origin.runId(),
          origin.source(),
          origin.position(),
          table.dayOf(row.row()).orElse(null),
          description(table, row.row()),
          "");
    }

    Displaced with(String id) {
      return new Displaced(table, runId, source, position, day, description, id);
    }

    private static <T extends Record> String description(Table<T> table, T row) {
      List<String> added =
          table.columns().stream()
              .filter(Column::added)
              .map(column -> String.valueOf(table.shape().get(row, column.index())))
              .toList();
      return added.isEmpty()
          ? null
          : HexFormat.of()
              .formatHex(
                  RowHash.sha256().digest(added.toString().getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Event time has passed the end of a day. */
  public record Complete(LocalDate day) {}

  /**
   * A table of gold in the lake is this from now on, or a day of it.
   *
   * @param id known when it comes again
   * @param day of all its rows; absent for a table without days
   * @param number grows with every file of the table and day in a run
   * @param path of the one file that it is; absent where it has no rows
   */
  public record GoldFile(
      String id,
      String table,
      @Maybe LocalDate day,
      long number,
      @Maybe String path,
      long rows,
      long bytes,
      @Maybe String statistics) {
    /** The file; empty where there are no rows. */
    Optional<DataFile> file() {
      String layer = Layer.GOLD.toString();
      return Optional.ofNullable(path)
          .map(at -> new DataFile(layer, table, at, day, rows, bytes, null, statistics));
    }
  }

  /**
   * A table of gold, or a day of it, begins to be other than the lake's, or is the same again.
   *
   * @param day absent for a table without days
   * @param number grows each time: odd ones tell that it is other, even ones that it is the same
   */
  public record GoldBehind(String table, @Maybe LocalDate day, long number) {}

  /**
   * All gold that is behind is told: told at an interval, from when all has come that silver held
   * when the run began.
   */
  public record GoldTold() {}

  static Coder<EpochPart> coder() {
    return new PartCoder();
  }

  private static final class PartCoder extends AtomicCoder<EpochPart> {
    /** In this order on the wire. */
    private static final List<Class<? extends Record>> KINDS =
        List.of(
            Began.class,
            DataFile.class,
            ControlTotal.class,
            Displaced.class,
            Rejected.class,
            Complete.class,
            GoldFile.class,
            GoldBehind.class,
            GoldTold.class);

    @Override
    public void encode(EpochPart part, OutputStream out) throws IOException {
      int kind = KINDS.indexOf(part.content().getClass());
      out.write(kind);
      encode(KINDS.get(kind), part.content(), out);
    }

    private static <R extends Record> void encode(Class<R> kind, Record content, OutputStream out)
        throws IOException {
      RecordCoder.of(kind).encode(kind.cast(content), out);
    }

    @Override
    public EpochPart decode(InputStream in) throws IOException {
      return new EpochPart(RecordCoder.of(KINDS.get(in.read())).decode(in));
    }
  }
}
