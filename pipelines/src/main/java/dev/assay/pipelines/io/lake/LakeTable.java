package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.FixedLocale;
import dev.assay.pipelines.io.LakeException;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionBuilder;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.exceptions.ConcurrentTransactionException;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.MetadataChangedException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.local.RawLocalFs;

/**
 * One table of the lake, in the format of Delta Lake: which Parquet files it consists of, now and
 * at every earlier version. A commit shows all its changes to readers in one instant, or none.
 */
public final class LakeTable {
  static {
    // Workers of Flink call no initializer, and commit to the log.
    FixedLocale.set();
  }

  private static final String ENGINE = "Assay";
  private static final Map<String, String> PROPERTIES = Map.of("delta.checkpointInterval", "10");

  /** Read from XML once, which takes as long as a commit. */
  private static final Configuration HADOOP = hadoop();

  private final StoredRows<?> stored;
  private final String folder;
  private final StructType schema;
  private final Engine engine;
  private final Table table;

  /** Without Hadoop's checksum files: two that race to write one file mix theirs up. */
  private static Configuration hadoop() {
    Configuration configuration = new Configuration();
    configuration.set("fs.file.impl", RawLocalFileSystem.class.getName());
    configuration.set("fs.AbstractFileSystem.file.impl", RawLocalFs.class.getName());
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    LocalLogStore.useIn(configuration);
    return configuration;
  }

  private LakeTable(StoredRows<?> stored, String folder) {
    this.stored = stored;
    this.folder = folder;
    schema = LakeSchema.of(stored);
    engine = DefaultEngine.create(HADOOP);
    table = reading(() -> Table.forPath(engine, folder));
  }

  /**
   * The table in this lake, whether it exists yet or not.
   *
   * @param lakeUri a folder, or a {@code file:} URI
   */
  public static LakeTable at(String lakeUri, StoredRows<?> stored) {
    return new LakeTable(stored, stored.folder(lakeUri));
  }

  /** The table's folder, without a slash at its end. */
  public String folder() {
    return folder;
  }

  /** The version that readers see now; empty when the table does not exist. */
  public OptionalLong version() {
    return latest().map(s -> OptionalLong.of(s.getVersion(engine))).orElse(OptionalLong.empty());
  }

  /** The files of this version, which can be any since the table was created. */
  public List<DataFile> files(long version) {
    return reading(
        () ->
            LakeLog.entries(engine, table.getSnapshotAsOfVersion(engine, version)).stream()
                .map(entry -> entry.in(stored, folder))
                .toList());
  }

  /** The greatest transaction version that the application has committed. */
  public OptionalLong lastTransaction(String application) {
    return latest()
        .flatMap(s -> ((SnapshotImpl) s).getLatestTransactionVersion(engine, application))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /**
   * Publishes files and takes out others, in one atomic step, and remembers that this was done. If
   * the application has committed this transaction version or a greater one, nothing happens. The
   * table is created when it does not exist.
   */
  public void commit(
      String application, long transactionVersion, List<DataFile> files, Replace replace) {
    commit(application, transactionVersion, files, replace, taken -> {});
  }

  /**
   * Likewise, for files that were made of the table as it was at a version: what it takes out must
   * have stood there then.
   *
   * @param base empty where the table did not exist
   * @throws LakeException when someone else has added to what would be taken out
   */
  public void commitOn(
      Optional<Long> base,
      String application,
      long transactionVersion,
      List<DataFile> files,
      Replace replace) {
    Set<String> known = new HashSet<>();
    if (!(replace instanceof Replace.None)) {
      base.stream().flatMap(v -> files(v).stream()).forEach(file -> known.add(file.path()));
    }
    commit(
        application,
        transactionVersion,
        files,
        replace,
        taken -> {
          if (!known.contains(taken.path())) {
            throw new LakeException(
                "Another run has written to "
                    + folder
                    + " since this one began: it would take out "
                    + taken.path()
                    + ", which it has not read. Nothing of this table was changed. Run the"
                    + " pipeline again when no other run works on the lake");
          }
        });
  }

  private void commit(
      String application,
      long transactionVersion,
      List<DataFile> files,
      Replace replace,
      Consumer<DataFile> taken) {
    check(files, replace);
    while (!committed(application, transactionVersion, files, replace, taken)) {
      // Someone else has renewed the table's texts in this moment: they are new, once more.
    }
  }

  private boolean committed(
      String application,
      long transactionVersion,
      List<DataFile> files,
      Replace replace,
      Consumer<DataFile> taken) {
    Actions actions = new Actions(prepared(), files, replace, taken);
    try {
      Transaction transaction =
          builder(Operation.WRITE)
              .withTransactionId(engine, application, transactionVersion)
              .build(engine);
      Engine telling = new CommitEngine(engine, entry -> LogEntries.told(entry, actions.metrics));
      TransactionCommitResult result = transaction.commit(telling, actions);
      if (result.isReadyForCheckpoint()) {
        checkpoint(result.getVersion());
      }
      return true;
    } catch (ConcurrentTransactionException done) {
      // This very transaction was committed before, or a moment ago by someone else.
      return true;
    } catch (MetadataChangedException renewed) {
      return false;
    } catch (KernelException | KernelEngineException | IOException e) {
      throw failed("write", e);
    }
  }

  private void check(List<DataFile> files, Replace replace) {
    if (replace instanceof Replace.Days && !stored.byDay()) {
      throw new IllegalArgumentException(stored + " is not partitioned by day");
    }
    for (DataFile file : files) {
      if (!file.isOf(stored)) {
        throw new IllegalArgumentException(file.path() + " is not a file of " + stored);
      }
      if (stored.byDay() == (file.day() == null)) {
        throw new IllegalArgumentException(file.path() + " has not the partitioning of " + stored);
      }
    }
  }

  /**
   * Creates the table where there is none.
   *
   * @return the entry that gives a table of an earlier Assay the texts of its contract, where it
   *     has others
   */
  private Optional<Row> prepared() {
    Optional<Snapshot> existing = latest();
    if (existing.isPresent()) {
      return renewed(existing.get());
    }
    try {
      builder(Operation.CREATE_TABLE)
          .withSchema(engine, schema)
          .withPartitionColumns(engine, stored.byDay() ? List.of(StoredRows.DAY) : List.of())
          .withTableProperties(engine, PROPERTIES)
          .build(engine)
          .commit(
              new CommitEngine(engine, entry -> LogEntries.described(entry, stored.comment())),
              CloseableIterable.emptyIterable());
      return Optional.empty();
    } catch (RuntimeException e) {
      // Someone else may have created it in this moment, which is as good.
      return renewed(latest().orElseThrow(() -> failed("create", e)));
    }
  }

  private Optional<Row> renewed(Snapshot snapshot) {
    StructType existing = LakeSchema.bare(snapshot.getSchema(engine));
    StructType wanted = LakeSchema.bare(schema);
    if (!existing.equals(wanted)) {
      throw new LakeException(
          "Cannot write "
              + folder
              + ": its columns are "
              + existing
              + " but this version of Assay has "
              + wanted
              + ". Write to a new lake, and build it from the bronze of this one.");
    }
    return LogEntries.renewed(((SnapshotImpl) snapshot).getMetadata(), schema, stored.comment());
  }

  private TransactionBuilder builder(Operation operation) {
    return table.createTransactionBuilder(engine, ENGINE, operation);
  }

  private void checkpoint(long version) throws IOException {
    try {
      table.checkpoint(engine, version);
    } catch (CheckpointAlreadyExistsException done) {
      // Nothing is left to do.
    }
  }

  private Optional<Snapshot> latest() {
    return reading(
        () -> {
          try {
            return Optional.of(table.getLatestSnapshot(engine));
          } catch (TableNotFoundException none) {
            return Optional.empty();
          }
        });
  }

  private interface Reading<R> {
    R get() throws IOException;
  }

  private <R> R reading(Reading<R> reading) {
    try {
      return reading.get();
    } catch (IOException | RuntimeException e) {
      throw failed("read", e);
    }
  }

  private LakeException failed(String verb, Exception e) {
    return new LakeException(
        "Cannot "
            + verb
            + " the lake table "
            + folder
            + ": "
            + e.getMessage()
            + ". Check that the lake's address is right, that this user may read and write there,"
            + " and that nothing but Assay changed its _delta_log.",
        e);
  }

  /**
   * The actions of a commit, worked out anew each time that Kernel tries to commit. Kernel takes
   * every commit for a blind append: when another writer wins, it tries again at the next version.
   * What is to be taken out must then be what stands there now, or rows would stand there twice.
   */
  private final class Actions implements CloseableIterable<Row> {
    private final Optional<Row> texts;
    private final List<DataFile> files;
    private final Replace replace;
    private final Consumer<DataFile> taken;
    private CommitMetrics metrics;

    Actions(Optional<Row> texts, List<DataFile> files, Replace replace, Consumer<DataFile> taken) {
      this.texts = texts;
      this.files = files;
      this.replace = replace;
      this.taken = taken;
    }

    @Override
    public CloseableIterator<Row> iterator() {
      long now = System.currentTimeMillis();
      List<LakeLog.Entry> removed = removed();
      List<Row> actions = new ArrayList<>(texts.stream().toList());
      removed.forEach(entry -> actions.add(entry.remove(now)));
      files.forEach(file -> actions.add(LakeLog.add(file, folder, now)));
      metrics = CommitMetrics.of(replace, stored.byDay(), files, removed);
      return Utils.toCloseableIterator(actions.iterator());
    }

    private List<LakeLog.Entry> removed() {
      List<LakeLog.Entry> removed = new ArrayList<>();
      if (!(replace instanceof Replace.None)) {
        for (LakeLog.Entry entry : reading(() -> LakeLog.entries(engine, latest().orElseThrow()))) {
          DataFile file = entry.in(stored, folder);
          if (replace.takesOut(file)) {
            taken.accept(file);
            removed.add(entry);
          }
        }
        checkAllThere(removed.size());
      }
      return removed;
    }

    /** What is gone was replaced by someone who has kept its rows elsewhere. */
    private void checkAllThere(int found) {
      if (replace instanceof Replace.Files some && found < some.paths().size()) {
        throw new LakeException(
            "Another run has taken files out of "
                + folder
                + " that this one was to replace. Nothing of this table was changed. Cancel this"
                + " job, and start the pipeline anew when no other run works on the lake");
      }
    }

    @Override
    public void close() {}
  }
}
