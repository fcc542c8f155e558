package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.LakeException;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.transforms.Restated;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One file in place of some others of a table, with the rows of them, but for those that were
 * stated since: of each key the newest statement holds. What was stated is held in memory, what the
 * files hold is not.
 */
public final class RestatedFile<G extends Record> {
  private final StoredRows<G> stored;
  private final RowKey.Reader<G> keys;
  private final Map<RowKey, Restated<G>> newest = new LinkedHashMap<>();

  /** Of this table of gold. */
  public RestatedFile(Table<G> table) {
    this.stored = StoredRows.of(table);
    this.keys = new RowKey.Reader<>(table);
  }

  /** Takes a statement: of two with one number, the one that is taken last is the newer. */
  public void take(Restated<G> statement) {
    newest.merge(
        keys.of(statement.row()),
        statement,
        (known, now) -> now.number() >= known.number() ? now : known);
  }

  /** Whether what was stated is other than what these files hold. */
  public boolean differs(List<String> files) {
    Set<RowKey> met = new HashSet<>();
    for (String file : files) {
      try (ParquetRows<G> rows = ParquetRows.read(file, stored)) {
        while (rows.hasNext()) {
          G row = rows.next();
          RowKey key = keys.of(row);
          Restated<G> statement = newest.get(key);
          if (statement != null && !(statement.stands() && statement.row().equals(row))) {
            return true;
          }
          met.add(key);
        }
      }
    }
    return newest.entrySet().stream()
        .anyMatch(each -> each.getValue().stands() && !met.contains(each.getKey()));
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
            if (!newest.containsKey(keys.of(row))) {
              writing.add(row);
            }
          }
        }
      }
      for (Restated<G> statement : newest.values()) {
        if (statement.stands()) {
          writing.add(statement.row());
        }
      }
      return writing.close();
    } catch (IOException e) {
      writing.abandon();
      throw new LakeException("Cannot write a file of " + stored + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      writing.abandon();
      throw e;
    }
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

    void add(G row) throws IOException {
      if (file == null) {
        file = ParquetFile.create(stored, stored.folder(lakeUri), "part", day, 0);
      }
      file.write(row);
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
