package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.LakeException;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.transforms.Rows;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;

/**
 * Writes rows into new Parquet files of a lake table, one open file per window and day, closed with
 * the bundle; of a stream on Flink, that is with the checkpoint. No reader sees a file before
 * {@link LakeTable#commit} publishes it; a bundle that fails leaves files that nobody ever sees.
 */
public final class WriteParquet<E> extends PTransform<PCollection<Rows<E>>, PCollection<DataFile>> {
  private final StoredRows<E> stored;
  private final String lakeUri;
  private final String prefix;
  private final boolean positions;

  private WriteParquet(StoredRows<E> stored, String lakeUri, String prefix, boolean positions) {
    this.stored = stored;
    this.lakeUri = lakeUri;
    this.prefix = prefix;
    this.positions = positions;
  }

  /** Into {@code <lake>/<layer>/<table>/[day=2026-01-05/]part-<uuid>.parquet}. */
  public static <E> WriteParquet<E> to(StoredRows<E> stored, String lakeUri) {
    return new WriteParquet<>(stored, lakeUri, "part", false);
  }

  /** Files whose names begin with this text instead of {@code part}. */
  public WriteParquet<E> named(String prefix) {
    return new WriteParquet<>(stored, lakeUri, prefix, positions);
  }

  /** Files of payloads, which tell where in their source these stand. */
  public WriteParquet<E> withPositions() {
    return new WriteParquet<>(stored, lakeUri, prefix, true);
  }

  /** Writes a file outside of a pipeline. */
  public static <E> DataFile now(
      StoredRows<E> stored, String lakeUri, LocalDate day, List<E> rows) {
    ParquetFile<E> file = ParquetFile.create(stored, stored.folder(lakeUri), "part", day, 0);
    try {
      for (E row : rows) {
        file.write(row);
      }
      return file.close();
    } catch (IOException e) {
      file.abandon();
      throw new LakeException("Cannot write a file of " + stored + ": " + e.getMessage(), e);
    }
  }

  @Override
  public PCollection<DataFile> expand(PCollection<Rows<E>> rows) {
    String folder = stored.folder(lakeUri);
    return rows.apply(ParDo.of(new Write<>(stored, folder, prefix, positions)))
        .setCoder(RecordCoder.of(DataFile.class));
  }

  private record Place(BoundedWindow window, LocalDate day) {}

  private record Written(BoundedWindow window, DataFile file) {}

  private static final class Write<E> extends DoFn<Rows<E>, DataFile> {
    /** An open file holds 1.4 MB besides its rows (measured). */
    private static final int MOST_OPEN = 64;

    /** Rows of further days wait for a file of their own: else each might open and close one. */
    private static final int MOST_WAITING = 100_000;

    private final StoredRows<E> stored;
    private final String folder;
    private final String prefix;
    private final boolean positions;
    private transient Map<Place, ParquetFile<E>> open;
    private transient Map<Place, List<E>> waiting;
    private transient int waitingRows;
    private transient List<Written> written;

    Write(StoredRows<E> stored, String folder, String prefix, boolean positions) {
      this.positions = positions;
      this.stored = stored;
      this.folder = folder;
      this.prefix = prefix;
    }

    @StartBundle
    public void start() {
      abandon();
      open = new LinkedHashMap<>();
      waiting = new LinkedHashMap<>();
      waitingRows = 0;
      written = new ArrayList<>();
    }

    @ProcessElement
    public void write(@Element Rows<E> rows, BoundedWindow window) throws IOException {
      Place place = null;
      ParquetFile<E> file = null;
      for (E row : rows.list()) {
        LocalDate day = stored.dayOf(row).orElse(null);
        // Rows of one day mostly stand together.
        if (place == null || !Objects.equals(day, place.day())) {
          place = new Place(window, day);
          file = open.size() < MOST_OPEN ? fileAt(place) : open.get(place);
        }
        if (file != null) {
          add(file, row);
        } else {
          keepWaiting(place, row);
        }
      }
    }

    private void add(ParquetFile<E> file, E row) throws IOException {
      if (positions && row instanceof Raw payload) {
        file.write(row, payload);
      } else {
        file.write(row);
      }
    }

    private ParquetFile<E> fileAt(Place place) {
      return open.computeIfAbsent(
          place, p -> ParquetFile.create(stored, folder, prefix, p.day(), open.size()));
    }

    private void keepWaiting(Place place, E row) throws IOException {
      waiting.computeIfAbsent(place, p -> new ArrayList<>()).add(row);
      waitingRows++;
      if (waitingRows >= MOST_WAITING) {
        writeWaiting();
      }
    }

    private void writeWaiting() throws IOException {
      for (Map.Entry<Place, List<E>> each : waiting.entrySet()) {
        ParquetFile<E> file = fileAt(each.getKey());
        for (E row : each.getValue()) {
          add(file, row);
        }
        close(each.getKey());
      }
      waiting.clear();
      waitingRows = 0;
    }

    private void close(Place place) throws IOException {
      written.add(new Written(place.window(), open.get(place).close()));
      open.remove(place);
    }

    @FinishBundle
    public void finish(FinishBundleContext context) throws IOException {
      for (Place place : List.copyOf(open.keySet())) {
        close(place);
      }
      writeWaiting();
      for (Written each : written) {
        context.output(each.file(), each.window().maxTimestamp(), each.window());
      }
      written = new ArrayList<>();
    }

    @Teardown
    public void abandon() {
      if (open != null) {
        open.values().forEach(ParquetFile::abandon);
        open.clear();
      }
    }
  }
}
