-- error: CREATE ROLE has no IF NOT EXISTS
-- at: IF
CREATE ROLE IF NOT EXISTS reader
----
-- error: a name with a colon stands outside quotes
-- at: :reader
CREATE ROLE sys:reader
----
-- error: expected an id in double quotes, found the end
-- at: end
CREATE ROLE reader EXTERNALID
----
-- error: expected the end, found WITH
-- at: WITH
CREATE ROLE reader WITH LOGIN
----
-- error: ALTER ROLE changes one thing at a time
-- at: EXTERNALID
ALTER ROLE reader OWNER TO ann EXTERNALID TO "XYZ456"
----
-- error: expected RENAME TO or OWNER TO or EXTERNALID TO, found SET
-- at: SET
ALTER ROLE reader SET search_path TO lake
----
-- error: DROP ROLE has no IF EXISTS
-- at: IF
DROP ROLE IF EXISTS reader
----
-- error: DROP ROLE has no CASCADE
-- at: CASCADE
DROP ROLE reader CASCADE
----
-- error: expected the end, found ,
-- at: ,
CREATE ROLE reader, writer
----
-- error: DROP ROLE drops one at a time
-- at: ,
DROP ROLE reader, writer
