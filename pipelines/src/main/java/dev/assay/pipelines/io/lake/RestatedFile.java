package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.LakeException;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.transforms.ByteTable;
import dev.assay.transforms.Restated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * One file in place of some others of a table, with the rows of them, but for those that were
 * stated since: of each key the newest statement holds. What was stated is held in memory, as
 * bytes; what the files hold is not.
 */
public final class RestatedFile<G extends Record> {
  private final StoredRows<G> stored;
  private final RowKey.Reader<G> keys;
  private final Coder<Restated<G>> coder;
  private final ByteTable newest = new ByteTable();

  /** Of this table of gold. */
  public RestatedFile(Table<G> table) {
    this.stored = StoredRows.of(table);
    this.keys = new RowKey.Reader<>(table);
    this.coder = Restated.coder(table);
  }

  /** Takes a statement: of two with one number, the one that is taken last is the newer. */
  public void take(Restated<G> statement) {
    RowKey key = keys.of(statement.row());
    int slot = find(key);
    if (slot < 0) {
      newest.add(key.hashCode(), bytes(statement));
    } else if (statement.number() >= at(slot).number()) {
      newest.replace(slot, bytes(statement));
    }
  }

  /** Below 0 where nothing was stated of the key. */
  private int find(RowKey key) {
    return newest.find(key.hashCode(), slot -> keys.of(at(slot).row()).equals(key));
  }

  private Restated<G> at(int slot) {
    try {
      return coder.decode(newest.read(slot));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(Restated<G> statement) {
    try {
      return CoderUtils.encodeToByteArray(coder, statement);
    } catch (CoderException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether what was stated is other than what these files hold. */
  public boolean differs(List<String> files) {
    Set<RowKey> met = new HashSet<>();
    for (String file : files) {
      try (ParquetRows<G> rows = ParquetRows.read(file, stored)) {
        while (rows.hasNext()) {
          G row = rows.next();
          RowKey key = keys.of(row);
          int slot = find(key);
          if (slot < 0) {
            continue;
          }
          Restated<G> statement = at(slot);
          if (!statement.stands() || !statement.row().equals(row)) {
            return true;
          }
          met.add(key);
        }
      }
    }
    boolean[] isNew = {false};
    forEach(statement -> isNew[0] |= statement.stands() && !met.contains(keys.of(statement.row())));
    return isNew[0];
  }

  private void forEach(Consumer<Restated<G>> statement) {
    newest.forEach(slot -> statement.accept(at(slot)));
  }

  /**
   * Writes the file, which nobody sees before it is published.
   *
   * @param day of all its rows; null for a table without days
   * @param files in whose place it is to come
   * @return empty when no row is left
   */
  public Optional<DataFile> write(String lakeUri, LocalDate day, List<String> files) {
    Writing writing = new Writing(lakeUri, day);
    try {
      for (String file : files) {
        try (ParquetRows<G> rows = ParquetRows.read(file, stored)) {
          while (rows.hasNext()) {
            G row = rows.next();
            if (find(keys.of(row)) < 0) {
              writing.add(row);
            }
          }
        }
      }
      forEach(
          statement -> {
            if (statement.stands()) {
              writing.add(statement.row());
            }
          });
      return writing.close();
    } catch (IOException e) {
      writing.abandon();
      throw refused(e);
    } catch (RuntimeException e) {
      writing.abandon();
      throw e;
    }
  }

  private LakeException refused(IOException e) {
    return new LakeException("Cannot write a file of " + stored + ": " + e.getMessage(), e);
  }

  /** A file that is there from its first row on. */
  private final class Writing {
    private final String lakeUri;
    private final LocalDate day;
    private ParquetFile<G> file;

    Writing(String lakeUri, LocalDate day) {
      this.lakeUri = lakeUri;
      this.day = day;
    }

    void add(G row) {
      if (file == null) {
        file = ParquetFile.create(stored, stored.folder(lakeUri), "part", day, 0);
      }
      try {
        file.write(row);
      } catch (IOException e) {
        throw refused(e);
      }
    }

    Optional<DataFile> close() throws IOException {
      return file == null ? Optional.empty() : Optional.of(file.close());
    }

    void abandon() {
      if (file != null) {
        file.abandon();
      }
    }
  }
}
