package dev.assay.pipelines.io.jdbc;

import java.util.Collection;
import java.util.List;

/**
 * The role of a warehouse that may only read. The embedded server always has it; whoever has a
 * server of their own creates it, and each run grants it what the run makes.
 */
public final class ReaderRole {
  public static final String NAME = "assay_reader";

  /** Of some schemas, what is the login's to give away: a table of another owner is left alone. */
  private static final String GRANTS =
      """
      DO $$
      DECLARE
        it record;
      BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
          RETURN;
        END IF;
        FOR it IN SELECT oid, nspname FROM pg_namespace
            WHERE nspname %2$s AND pg_has_role(nspowner, 'USAGE') LOOP
          IF NOT has_schema_privilege('%1$s', it.oid, 'USAGE') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %%I TO %1$s', it.nspname);
          END IF;
          EXECUTE format(
            'ALTER DEFAULT PRIVILEGES IN SCHEMA %%I GRANT SELECT ON TABLES TO %1$s', it.nspname);
        END LOOP;
        FOR it IN SELECT c.oid::regclass AS name FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname %2$s AND c.relkind IN ('r', 'p', 'v', 'm')
              AND pg_has_role(c.relowner, 'USAGE')
              AND NOT has_table_privilege('%1$s', c.oid, 'SELECT') LOOP
          EXECUTE format('GRANT SELECT ON %%s TO %1$s', it.name);
        END LOOP;
      END $$
      """;

  /** Functions that act on others: on their sessions, their locks, or objects without an owner. */
  private static final String NO_ACTIONS =
      """
      DO $$
      DECLARE
        it regprocedure;
      BEGIN
        FOR it IN SELECT oid FROM pg_proc
            WHERE pronamespace = 'pg_catalog'::regnamespace
              AND proname ~ ('^(pg_cancel_backend|pg_terminate_backend|pg_(try_)?advisory_.*|lo_.*|loread'
                || '|lowrite|pg_notify|pg_logical_emit_message|pg_export_snapshot)$')
              AND has_function_privilege('public', oid, 'EXECUTE') LOOP
          EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || it || ' FROM PUBLIC';
        END LOOP;
      END $$
      """;

  private ReaderRole() {}

  /** Lets the role, where there is one, read what these schemas hold, now and later. */
  static String grants(Collection<String> schemas) {
    return GRANTS.formatted(NAME, Sql.among(schemas));
  }

  /**
   * Creates the role in a database that is Assay's alone, or makes it again what it must be. Needs
   * a superuser.
   *
   * @param password letters and digits
   */
  public static List<String> create(String database, String password) {
    return List.of(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s; END IF; END $$"
            .formatted(NAME),
        ("ALTER ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
                + " PASSWORD '%s'")
            .formatted(NAME, password),
        "ALTER ROLE " + NAME + " SET default_transaction_read_only = on",
        "ALTER ROLE " + NAME + " SET search_path = audit, public",
        "REVOKE TEMPORARY ON DATABASE " + database + " FROM PUBLIC",
        "GRANT CONNECT ON DATABASE " + database + " TO " + NAME,
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
        NO_ACTIONS,
        "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO " + NAME,
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO " + NAME,
        GRANTS.formatted(NAME, "!~ '^(pg_|information_schema$)'"));
  }
}
