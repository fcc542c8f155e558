package dev.assay.pipelines.io.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** Servers that are strict, slow or on their way out, as real ones are. */
final class StrictPostgres {
  private static final String RULES =
      """
      host    all loader                   all scram-sha-256
      hostssl all tls                      all trust
      host    all postgres,missing,barred  all trust
      """;

  private StrictPostgres() {}

  /** Asks {@code loader} for a password and {@code tls} for TLS, and has eight connections. */
  static EmbeddedPostgres start(Path folder, boolean tls) throws Exception {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(Files.createDirectories(folder).resolve("data"))
            .setServerConfig("hba_file", Files.writeString(folder.resolve("hba"), RULES).toString())
            .setServerConfig("max_connections", "8")
            .setServerConfig("superuser_reserved_connections", "3");
    if (tls) {
      writeCertificate(folder);
      builder
          .setServerConfig("ssl", "on")
          .setServerConfig("ssl_cert_file", folder.resolve("server.crt").toString())
          .setServerConfig("ssl_key_file", folder.resolve("server.key").toString());
    }
    EmbeddedPostgres server = builder.start();
    Warehouse owner = owner(server);
    TestPostgres.execute(owner, "CREATE ROLE loader LOGIN PASSWORD 'right'");
    TestPostgres.execute(owner, "CREATE ROLE tls LOGIN");
    TestPostgres.execute(owner, "CREATE ROLE barred NOLOGIN");
    owner.disconnect();
    return server;
  }

  static Warehouse owner(EmbeddedPostgres server) {
    return TestPostgres.warehouse(server.getPort(), "postgres");
  }

  /** Is starting up for as long as this file is not there. */
  static CompletableFuture<EmbeddedPostgres> starting(Path data, int port, Path until)
      throws IOException {
    Files.createFile(data.resolve("recovery.signal"));
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "restore_command = 'while [ ! -e \"%s\" ]; do sleep 0.1; done; false'%n".formatted(until));
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(Duration.ofSeconds(90))
            .setPort(port);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return builder.start();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Asks it to end as soon as the last client has gone, and to take no other. */
  static void end(Path data) throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    ProcessHandle.of(pid).orElseThrow().destroy();
  }

  /** Made by the JDK's own tool, of nobody that a client would trust. */
  private static void writeCertificate(Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve("server.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (made.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("keytool.log")));
    }
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password);
    write(folder.resolve("server.crt"), "CERTIFICATE", keys.getCertificate("server").getEncoded());
    write(
        folder.resolve("server.key"), "PRIVATE KEY", keys.getKey("server", password).getEncoded());
  }

  private static void write(Path file, String what, byte[] content) throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, lines, what));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
