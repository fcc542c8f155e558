package dev.assay.pipelines.io.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.pipelines.io.Secrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.ds.PGSimpleDataSource;

/** One small pool of connections per warehouse and JVM, opened when first needed. */
final class Pools {
  private static final int CONNECTIONS = 4;
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(5);
  private static final Duration FIRST_LOGIN = Duration.ofSeconds(10);
  private static final Duration SILENT_SERVER = Duration.ofMinutes(5);
  private static final Map<Warehouse, HikariDataSource> POOLS = new ConcurrentHashMap<>();
  private static final Set<String> REACHED = ConcurrentHashMap.newKeySet();

  private Pools() {}

  static Connection connection(Warehouse warehouse) throws SQLException {
    HikariDataSource pool = POOLS.get(key(warehouse));
    return (pool == null ? open(warehouse) : pool).getConnection();
  }

  static void close(Warehouse warehouse) {
    HikariDataSource pool = POOLS.remove(key(warehouse));
    if (pool != null) {
      pool.close();
    }
  }

  /** Whether this JVM was ever logged in there: what was there once is not a wrong address. */
  static boolean haveReached(Warehouse warehouse) {
    return REACHED.contains(warehouse.url());
  }

  private static Warehouse key(Warehouse warehouse) {
    return warehouse.withPatience(Duration.ZERO);
  }

  private static HikariDataSource open(Warehouse warehouse) throws SQLException {
    PGSimpleDataSource source = source(warehouse);
    // A pool hides a wrong password behind its own timeout; a first try without it tells at once.
    source.getConnection().close();
    REACHED.add(warehouse.url());
    return POOLS.computeIfAbsent(key(warehouse), key -> new HikariDataSource(config(source)));
  }

  private static HikariConfig config(PGSimpleDataSource source) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("assay-warehouse");
    config.setDataSource(source);
    config.setAutoCommit(false);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
    config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
    config.setInitializationFailTimeout(-1);
    return config;
  }

  private static PGSimpleDataSource source(Warehouse warehouse) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setConnectTimeout((int) WAIT_FOR_CONNECTION.toSeconds());
    // What takes a connection and says nothing, as many a server does that is no PostgreSQL.
    source.setLoginTimeout((int) FIRST_LOGIN.toSeconds());
    source.setSocketTimeout((int) SILENT_SERVER.toSeconds());
    source.setTcpKeepAlive(true);
    source.setApplicationName("assay");
    source.setURL(warehouse.url());
    // Details of an error hold values of rows.
    source.setLogServerErrorDetail(false);
    source.setUser(warehouse.user());
    if (warehouse.passwordReference() != null) {
      source.setPassword(Secrets.resolve(warehouse.passwordReference()));
    }
    return source;
  }
}
