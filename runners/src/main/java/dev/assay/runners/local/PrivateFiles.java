package dev.assay.runners.local;

import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;
import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files and folders that only their owner may use. What others made too open is mended. */
final class PrivateFiles {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final int SECRET_BYTES = 32;

  private PrivateFiles() {}

  /**
   * The folder, made where it is not there, with nobody else let in.
   *
   * @return its real path
   * @throws IOException when it cannot be made, or belongs to somebody else
   */
  static Path folder(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    if (!Files.isDirectory(absolute)) {
      Files.createDirectories(absolute.getParent());
      Files.createDirectories(absolute, asFileAttribute(FOLDER));
    }
    Path folder = absolute.toRealPath();
    restrict(folder, FOLDER);
    return folder;
  }

  /** The secret in this file: a random one, where the file is not there or is empty. */
  static String secret(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) > 0) {
      restrict(file, FILE);
      return Files.readString(file).strip();
    }
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    // Letters and digits only, and no line break: it stands in SQL and is read by other programs.
    String secret = HexFormat.of().formatHex(bytes);
    write(file, secret);
    return secret;
  }

  /** Writes a file whole or not at all, and never for others' eyes. */
  static void write(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    Files.createFile(unfinished, asFileAttribute(FILE));
    Files.write(
        unfinished, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Takes from all but the owner the right to change what is below this folder. */
  static void keepFromChange(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> own = files.filter(file -> !Files.isSymbolicLink(file)).toList();
      for (Path file : own) {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.remove(GROUP_WRITE) | permissions.remove(OTHERS_WRITE)) {
          Files.setPosixFilePermissions(file, permissions);
        }
      }
    }
  }

  private static void restrict(Path path, Set<PosixFilePermission> permissions) throws IOException {
    if (!Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(permissions)) {
      try {
        Files.setPosixFilePermissions(path, permissions);
      } catch (IOException e) {
        throw new IOException(
            path
                + " is open to other users and cannot be closed to them: it belongs to "
                + Files.getOwner(path)
                + ". Choose a folder of your own, or have its owner run chmod go= on it",
            e);
      }
    }
  }
}
