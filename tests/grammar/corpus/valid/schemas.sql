CREATE SCHEMA marts
----
-- prints: CREATE SCHEMA IF NOT EXISTS marts
create schema if not exists Marts
----
CREATE SCHEMA marts AUTHORIZATION ann
----
CREATE SCHEMA IF NOT EXISTS marts AUTHORIZATION "IAMR:Admin" QUOTA 50 GB
----
CREATE SCHEMA marts QUOTA UNLIMITED
----
-- prints: CREATE SCHEMA marts QUOTA 2 TB
-- sqlfluff: it wants a space before the unit
CREATE SCHEMA marts QUOTA 2tb
----
-- prints: CREATE SCHEMA marts QUOTA 500 GB
-- sqlfluff: it wants a unit
CREATE SCHEMA marts QUOTA 500
----
-- prints: CREATE SCHEMA ann AUTHORIZATION ann
CREATE SCHEMA AUTHORIZATION ann
----
-- prints: CREATE SCHEMA ann AUTHORIZATION ann QUOTA 100 MB
CREATE SCHEMA AUTHORIZATION Ann QUOTA 100 MB
----
CREATE SCHEMA "order by"
----
CREATE SCHEMA "a.b"
----
CREATE SCHEMA "größe"
----
CREATE SCHEMA "1st"
----
-- prints: ALTER SCHEMA public OWNER TO public
ALTER SCHEMA public OWNER TO "public"
----
-- prints: ALTER SCHEMA marts RENAME TO "old marts"
ALTER SCHEMA marts RENAME TO "Old Marts"
----
ALTER SCHEMA marts OWNER TO ann
----
ALTER SCHEMA marts QUOTA 300 GB
----
-- prints: ALTER SCHEMA marts QUOTA UNLIMITED
alter schema marts quota unlimited
----
DROP SCHEMA marts
----
-- prints: DROP SCHEMA IF EXISTS marts, staging CASCADE
-- sqlfluff: it drops one at a time
DROP SCHEMA IF EXISTS marts, "Staging" CASCADE
----
-- prints: DROP SCHEMA marts
DROP SCHEMA marts RESTRICT
----
-- sqlfluff: it lacks DROP EXTERNAL DATABASE
DROP SCHEMA spectrum DROP EXTERNAL DATABASE
----
-- sqlfluff: it lacks DROP EXTERNAL DATABASE
DROP SCHEMA IF EXISTS spectrum DROP EXTERNAL DATABASE CASCADE
