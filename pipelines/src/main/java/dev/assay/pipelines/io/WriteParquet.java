package dev.assay.pipelines.io;

import dev.assay.schemas.RecordCoder;
import dev.assay.transforms.Rows;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;

/**
 * Writes rows into new Parquet files of a lake table, one open file per window and day, closed with
 * the bundle. No reader sees a file before {@link LakeTable#commit} publishes it; a bundle that
 * fails leaves files that nobody ever sees.
 */
public final class WriteParquet<E> extends PTransform<PCollection<Rows<E>>, PCollection<DataFile>> {
  private final StoredRows<E> stored;
  private final String lakeUri;
  private final String prefix;

  private WriteParquet(StoredRows<E> stored, String lakeUri, String prefix) {
    this.stored = stored;
    this.lakeUri = lakeUri;
    this.prefix = prefix;
  }

  /** Into {@code <lake>/<layer>/<table>/[day=2026-01-05/]part-<uuid>.parquet}. */
  public static <E> WriteParquet<E> to(StoredRows<E> stored, String lakeUri) {
    return new WriteParquet<>(stored, lakeUri, "part");
  }

  /** Files whose names begin with this text instead of {@code part}. */
  public WriteParquet<E> named(String prefix) {
    return new WriteParquet<>(stored, lakeUri, prefix);
  }

  @Override
  public PCollection<DataFile> expand(PCollection<Rows<E>> rows) {
    return rows.apply(ParDo.of(new Write<>(stored, stored.folder(lakeUri), prefix)))
        .setCoder(RecordCoder.of(DataFile.class));
  }

  private record Place(BoundedWindow window, LocalDate day) {}

  private record Written(BoundedWindow window, DataFile file) {}

  private static final class Write<E> extends DoFn<Rows<E>, DataFile> {
    private static final int MOST_OPEN = 64;

    private final StoredRows<E> stored;
    private final String folder;
    private final String prefix;
    private transient LinkedHashMap<Place, ParquetFile<E>> open;
    private transient List<Written> written;

    Write(StoredRows<E> stored, String folder, String prefix) {
      this.stored = stored;
      this.folder = folder;
      this.prefix = prefix;
    }

    @StartBundle
    public void start() {
      abandon();
      open = new LinkedHashMap<>(16, 0.75f, true);
      written = new ArrayList<>();
    }

    @ProcessElement
    public void write(@Element Rows<E> rows, BoundedWindow window) throws IOException {
      Place place = null;
      ParquetFile<E> file = null;
      for (E row : rows.list()) {
        LocalDate day = stored.dayOf(row).orElse(null);
        // Rows of one day mostly stand together.
        if (file == null || (day != null && !day.equals(place.day()))) {
          place = new Place(window, day);
          file = fileAt(place);
        }
        file.write(row);
      }
    }

    private ParquetFile<E> fileAt(Place place) throws IOException {
      ParquetFile<E> file = open.get(place);
      if (file == null) {
        if (open.size() >= MOST_OPEN) {
          close(open.entrySet().iterator().next());
        }
        file = ParquetFile.create(stored, folder, prefix, place.day(), open.size());
        open.put(place, file);
      }
      return file;
    }

    private void close(Map.Entry<Place, ParquetFile<E>> oldest) throws IOException {
      Place place = oldest.getKey();
      ParquetFile<E> file = oldest.getValue();
      open.remove(place);
      written.add(new Written(place.window(), file.close()));
    }

    @FinishBundle
    public void finish(FinishBundleContext context) throws IOException {
      while (!open.isEmpty()) {
        close(open.entrySet().iterator().next());
      }
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
