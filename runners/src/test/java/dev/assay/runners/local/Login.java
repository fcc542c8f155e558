package dev.assay.runners.local;

import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A plain connection to an address that says where its password is. */
public final class Login {
  private Login() {}

  public static Connection to(String jdbcUrl) throws SQLException {
    return to(Warehouse.fromUrl(jdbcUrl, null, null));
  }

  public static Connection to(Warehouse place) throws SQLException {
    String reference = place.passwordReference();
    return DriverManager.getConnection(
        place.url(), place.user(), reference == null ? null : Secrets.resolve(reference));
  }
}
