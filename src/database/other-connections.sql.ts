/**
 * Names the other connections to this database that may be of servers or commands. DATABASE_URL can give a connection any
 * `application_name`, so those of the same role count, too. Citus has connections of its own. PostgreSQL may hide the kind of
 * another role's session, so a session without a kind counts, too.
 */
export const OTHER_CONNECTIONS = `
  SELECT DISTINCT COALESCE(NULLIF(application_name, ''), 'a connection without a name') AS name FROM pg_stat_activity
  WHERE datname = current_database() AND (application_name = 'tenure' OR usename = current_user)
    AND (backend_type = 'client backend' OR backend_type IS NULL AND usename IS NOT NULL) AND application_name NOT LIKE 'citus%' AND pid <> pg_backend_pid()
  ORDER BY name`;
