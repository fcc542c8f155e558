package dev.assay.runners.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One process at a time for a file's sake. The operating system lets go of it with the process. */
public final class HomeLock implements AutoCloseable {
  /** What this JVM holds: on Unix, merely opening and closing such a file again frees its lock. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private HomeLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock, or says who has it.
   *
   * @throws IllegalStateException when another process, or this one, has it already
   */
  public static HomeLock take(Path path) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    Path file = path.toAbsolutePath().getParent().toRealPath().resolve(path.getFileName());
    if (!HELD.add(file)) {
      throw taken(file, ProcessHandle.current().pid() + "");
    }
    try {
      return new HomeLock(file, locked(file));
    } catch (IOException | RuntimeException e) {
      HELD.remove(file);
      throw e;
    }
  }

  private static FileChannel locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw taken(file, Files.readString(file).strip());
    }
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
    channel.truncate(0).write(ByteBuffer.wrap(pid));
    return channel;
  }

  private static IllegalStateException taken(Path file, String process) {
    return new IllegalStateException(
        file.getParent()
            + " is in use by another command (process "
            + process
            + "). Wait until it has ended, or choose another folder");
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD.remove(file);
    }
  }
}
