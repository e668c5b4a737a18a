-- Sessions, their transactions, and what these have locked.

-- Who a session is, PostgreSQL does not show to others.
-- A pid alone is not enough: it may be another session's once the first is over.
CREATE TABLE sandbox.sessions (
  pid int, started timestamptz, name text NOT NULL, database text NOT NULL, PRIMARY KEY (pid, started));
CREATE FUNCTION sandbox.enter_session(name text, database text) RETURNS void LANGUAGE sql AS $$
  -- Those that are over; what another login is removing is left to it.
  DELETE FROM sandbox.sessions WHERE (pid, started) IN (
    SELECT s.pid, s.started FROM sandbox.sessions s
     WHERE NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = s.pid AND a.backend_start = s.started)
       FOR UPDATE SKIP LOCKED);
  INSERT INTO sandbox.sessions
  SELECT a.pid, a.backend_start, enter_session.name, enter_session.database
    FROM pg_stat_activity a WHERE a.pid = pg_backend_pid()
$$;
REVOKE EXECUTE ON FUNCTION sandbox.enter_session FROM PUBLIC;
CREATE FUNCTION sandbox.transactions() RETURNS TABLE (
  txn_owner text, txn_db text, xid bigint, pid int, txn_start timestamp, lock_mode text,
  lockable_object_type text, relation int, granted boolean)
LANGUAGE sql SECURITY DEFINER AS $$
  SELECT s.name, s.database, coalesce(a.backend_xid, a.backend_xmin)::text::bigint, a.pid,
         a.xact_start AT TIME ZONE 'UTC', l.mode, l.locktype, l.relation::int, l.granted
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    JOIN sandbox.sessions s ON s.pid = a.pid AND s.started = a.backend_start
   WHERE a.xact_start IS NOT NULL AND l.locktype IN ('relation', 'transactionid')
$$;
CREATE VIEW redshift.svv_transactions AS SELECT * FROM sandbox.transactions();

CREATE FUNCTION sandbox.live_sessions() RETURNS TABLE (
  starttime timestamp, process int, user_name text, db_name text, timeout_sec int)
LANGUAGE sql SECURITY DEFINER AS $$
  SELECT s.started AT TIME ZONE 'UTC', s.pid, s.name, s.database, coalesce(u.session_timeout, 0)
    FROM sandbox.sessions s JOIN pg_stat_activity a ON a.pid = s.pid AND a.backend_start = s.started
    LEFT JOIN sandbox.users u ON u.name = s.name
$$;
-- An ordinary user sees its own.
CREATE VIEW redshift.stv_sessions AS
SELECT starttime, process, user_name::char(50) AS user_name, db_name::char(50) AS db_name, timeout_sec
  FROM sandbox.live_sessions() WHERE user_name = session_user OR sandbox.is_superuser();

-- TRUNCATE in a procedure commits, which PostgreSQL allows outside of transaction blocks only.
CREATE FUNCTION sandbox.commit_in_procedure() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('sandbox.in_block', true) = 'on' THEN
    RAISE EXCEPTION 'sandbox: not imitated: TRUNCATE in a procedure that is called in a transaction block'
      USING ERRCODE = '0A000';
  END IF;
END
$$;

GRANT SELECT ON ALL TABLES IN SCHEMA redshift TO PUBLIC;
REVOKE SELECT ON redshift.pg_user_info, redshift.svl_user_info, redshift.svv_table_info FROM PUBLIC;
