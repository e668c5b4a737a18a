-- error: expected GRANT or REVOKE, found the end
-- at: end
ALTER DEFAULT PRIVILEGES
----
-- error: expected USER, found ROLE
-- at: ROLE
ALTER DEFAULT PRIVILEGES FOR ROLE etl GRANT SELECT ON TABLES TO fred
----
-- error: expected GRANT or REVOKE, found FOR
-- at: FOR
ALTER DEFAULT PRIVILEGES IN SCHEMA sales FOR USER etl GRANT SELECT ON TABLES TO fred
----
-- error: ALTER is no privilege on tables by default
-- at: ALTER
ALTER DEFAULT PRIVILEGES GRANT ALTER ON TABLES TO fred
----
-- error: SELECT is no privilege on functions by default
-- at: SELECT
ALTER DEFAULT PRIVILEGES GRANT SELECT ON FUNCTIONS TO fred
----
-- error: SELECT on tables by default takes no columns
-- at: SELECT
ALTER DEFAULT PRIVILEGES GRANT SELECT (a) ON TABLES TO fred
----
-- error: expected TABLES or FUNCTIONS or PROCEDURES, found SCHEMAS
-- at: SCHEMAS
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO fred
----
-- error: expected TABLES or FUNCTIONS or PROCEDURES, found ALL
-- at: ALL
ALTER DEFAULT PRIVILEGES GRANT SELECT ON ALL TABLES TO fred
----
-- error: a group cannot hold the grant option
-- at: WITH
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO GROUP analysts WITH GRANT OPTION
----
-- error: expected the end, found CASCADE
-- at: CASCADE
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO fred CASCADE
----
-- error: expected FROM, found TO
-- at: TO
ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES TO fred
----
-- error: a role holds no grant option
-- at: ROLE
ALTER DEFAULT PRIVILEGES REVOKE GRANT OPTION FOR SELECT ON TABLES FROM ROLE reader
