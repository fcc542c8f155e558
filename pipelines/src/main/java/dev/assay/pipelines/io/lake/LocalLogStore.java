package dev.assay.pipelines.io.lake;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the log of a table on a local file system is written: an entry that exists is never written
 * again, whatever threads and processes race for it.
 *
 * <p>Delta's own look whether the entry exists and then rename, which on a local file system
 * replaces what another has written in between: a commit that was confirmed would be gone. A hard
 * link to a file that is whole is made by the system in one step, or refused.
 */
public final class LocalLogStore extends HadoopFileSystemLogStore {
  /** Called by Delta, by the class's name. */
  public LocalLogStore(Configuration configuration) {
    super(configuration);
  }

  /** In the settings of Delta's engine. */
  static void useIn(Configuration configuration) {
    configuration.set("io.delta.kernel.logStore.file.impl", LocalLogStore.class.getName());
  }

  @Override
  public void write(
      org.apache.hadoop.fs.Path entry,
      Iterator<String> actions,
      Boolean overwrite,
      Configuration configuration)
      throws IOException {
    Path path = Path.of(entry.toUri().getPath());
    Path whole = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (BufferedWriter writer = Files.newBufferedWriter(whole)) {
        while (actions.hasNext()) {
          writer.write(actions.next());
          writer.write('\n');
        }
      }
      if (overwrite) {
        Files.move(
            whole, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.createLink(path, whole);
      }
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  /** Of a file that is written in place; Delta writes checkpoints elsewhere first when it is. */
  @Override
  public Boolean isPartialWriteVisible(
      org.apache.hadoop.fs.Path entry, Configuration configuration) {
    return true;
  }
}
