CREATE ROLE reader
----
-- prints: CREATE ROLE "data reader"
create role "Data Reader"
----
-- sqlfluff: it lacks EXTERNALID
CREATE ROLE reader EXTERNALID "ABC123"
----
-- sqlfluff: it lacks EXTERNALID
CREATE ROLE reader EXTERNALID abc123
----
CREATE ROLE "select"
----
ALTER ROLE reader RENAME TO consumer
----
-- prints: ALTER ROLE reader RENAME TO consumer
-- sqlfluff: it lacks WITH before RENAME TO
ALTER ROLE reader WITH RENAME TO consumer
----
-- sqlfluff: it lacks OWNER TO
ALTER ROLE reader OWNER TO ann
----
-- sqlfluff: it lacks OWNER TO
ALTER ROLE reader OWNER TO "IAMR:Admin"
----
-- sqlfluff: it lacks EXTERNALID
ALTER ROLE reader EXTERNALID TO "XYZ456"
----
DROP ROLE reader
----
-- sqlfluff: it lacks FORCE and RESTRICT
DROP ROLE reader FORCE
----
-- prints: DROP ROLE "data reader"
-- sqlfluff: it lacks FORCE and RESTRICT
DROP ROLE "data reader" RESTRICT
----
-- prints: DROP ROLE role
drop role role
