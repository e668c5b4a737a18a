-- error: expected a schema's name, found the end
-- at: end
CREATE SCHEMA
----
-- error: expected a schema's name (this word is reserved: quote it), found OR
-- at: OR
CREATE SCHEMA OR REPLACE marts
----
-- error: expected a schema's name (this word is reserved: quote it), found AUTHORIZATION
-- at: AUTHORIZATION
CREATE SCHEMA IF NOT EXISTS AUTHORIZATION ann
----
-- error: the schema's name is not clear from "Ann", which has capital letters
-- at: "Ann"
CREATE SCHEMA AUTHORIZATION "Ann"
----
-- error: expected the end, found PB
-- at: PB
CREATE SCHEMA marts QUOTA 5 PB
----
-- error: expected a size or UNLIMITED, found -
-- at: -5
CREATE SCHEMA marts QUOTA -5 GB
----
-- error: AUTHORIZATION stands after QUOTA
-- at: AUTHORIZATION
CREATE SCHEMA marts QUOTA 5 GB AUTHORIZATION ann
----
-- error: CREATE SCHEMA with objects in it is not read
-- at: CREATE
CREATE SCHEMA marts CREATE TABLE t (a int)
----
-- error: expected RENAME TO or OWNER TO or QUOTA, found the end
-- at: end
ALTER SCHEMA marts
----
-- error: ALTER SCHEMA changes one thing at a time
-- at: QUOTA
ALTER SCHEMA marts OWNER TO ann QUOTA 5 GB
----
-- error: expected the end, found RESTRICT
-- at: RESTRICT
DROP SCHEMA marts CASCADE RESTRICT
----
-- error: expected the end, found .
-- at: .daily
DROP SCHEMA marts.daily
----
-- error: DROP EXTERNAL DATABASE stands after CASCADE or RESTRICT
-- at: DROP
DROP SCHEMA spectrum CASCADE DROP EXTERNAL DATABASE
