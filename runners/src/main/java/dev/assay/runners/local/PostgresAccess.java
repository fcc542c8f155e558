package dev.assay.runners.local;

import dev.assay.pipelines.io.jdbc.ReaderRole;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Who may log in to the embedded server of a data folder: its owner, and a role that only reads.
 * Their passwords lie beside the folder, each in a file that only the user may read.
 */
record PostgresAccess(Path data) {
  static final String OWNER = "postgres";

  private static final String RULES_FILE = "pg_hba.conf";
  private static final String RULES =
      """
      # Written by Assay at each start. Nobody is trusted without a password.
      # Of the owner's password, sha256: %s
      host  %s   %s  127.0.0.1/32  scram-sha-256
      host  all         %s  all           reject
      host  all         all  127.0.0.1/32  scram-sha-256
      host  replication all  127.0.0.1/32  scram-sha-256
      """;

  Path ownerPassword() {
    return PostgresFolder.sibling(data, ".password");
  }

  Path readerPassword() {
    return PostgresFolder.sibling(data, ".reader-password");
  }

  /** Where a database is, with its owner and where the password is. */
  String ownerUrl(int port, String database) {
    return url(port, database, OWNER, ownerPassword());
  }

  /** Where Assay's database is. */
  LocalPostgres.Logins logins(int port) {
    return new LocalPostgres.Logins(
        ownerUrl(port, LocalPostgres.DATABASE),
        url(port, LocalPostgres.DATABASE, ReaderRole.NAME, readerPassword()));
  }

  private static String url(int port, String database, String user, Path password) {
    return "jdbc:postgresql://127.0.0.1:%s/%s?user=%s&password=file:%s"
        .formatted(port, database, user, encoded(password));
  }

  private static String encoded(Path file) {
    try {
      String path = new URI(null, null, file.toString(), null).getRawPath();
      return path.replace("&", "%26").replace("+", "%2B");
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(file + " cannot be part of an address", e);
    }
  }

  /** Whether the server of this folder asks for the password that lies beside it. */
  boolean isClosed() throws IOException {
    return Files.exists(ownerPassword())
        && Files.readString(data.resolve(RULES_FILE)).equals(rules());
  }

  /**
   * Makes it so from the next start on. The owner must have that password already.
   *
   * @param folder the data folder, which may still have another name
   */
  void close(Path folder) throws IOException {
    PrivateFiles.write(folder.resolve(RULES_FILE), rules());
  }

  private String rules() throws IOException {
    return rules(PrivateFiles.secret(ownerPassword()));
  }

  private static String rules(String password) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
      return RULES.formatted(
          HexFormat.of().formatHex(hash), LocalPostgres.DATABASE, ReaderRole.NAME, ReaderRole.NAME);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
