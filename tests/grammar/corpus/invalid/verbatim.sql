-- error: no statement that redlake knows begins with CRAETE
-- at: CRAETE
CRAETE TABLE lake.t (a INT)
----
-- error: no statement that redlake knows begins with INSRET
-- at: INSRET
INSRET INTO lake.t VALUES (1)
----
-- error: no statement that redlake knows begins with FROBNICATE
-- at: FROBNICATE
FROBNICATE lake.t
----
-- error: CREATE is no statement
-- at: end
CREATE
----
-- error: DROP is no statement
-- at: end
DROP
----
-- error: no statement that redlake knows begins with 'a'
-- at: 'a'
'a'
----
-- error: no statement that redlake knows begins with "select"
-- at: "select"
"select" 1
----
-- error: expected a name, found the end
-- at: end
CREATE TABLE
----
-- error: expected its definition, found the end
-- at: end
CREATE TABLE lake.t
----
-- error: expected a name (this word is reserved: quote it), found table
-- at: table
CREATE TABLE table (a INT)
----
-- error: no statement that redlake knows begins with CREATE INDEX
-- at: INDEX
CREATE INDEX i ON lake.t (a)
----
-- error: no statement that redlake knows begins with CREATE SEQUENCE
-- at: SEQUENCE
CREATE SEQUENCE s
----
-- error: no statement that redlake knows begins with CREATE EXTERNAL lake
-- at: lake.t
CREATE EXTERNAL lake.t
----
-- error: no statement that redlake knows begins with DROP EXTERNAL SCHEMA
-- at: SCHEMA
DROP EXTERNAL SCHEMA ext
----
-- error: expected a name, found the end
-- at: end
DROP MODEL
----
-- error: expected the end, found m
-- at: m
DROP LIBRARY l m
----
-- error: no statement that redlake knows begins with ATTACH POLICY
-- at: POLICY
ATTACH POLICY p ON lake.t TO ROLE r
----
-- error: expected more, found the end
-- at: end
SET
----
-- error: BEGIN does not belong here: redlake computes where transactions begin and end
-- at: BEGIN
BEGIN
----
-- error: COMMIT does not belong here: redlake computes where transactions begin and end
-- at: COMMIT
COMMIT
----
-- error: ROLLBACK does not belong here: redlake computes where transactions begin and end
-- at: ROLLBACK
ROLLBACK TO SAVEPOINT s
----
-- error: END does not belong here: redlake computes where transactions begin and end
-- at: END
END
----
-- error: a semicolon stands within a statement
-- at: ;
SELECT 1; SELECT 2
----
-- error: a semicolon stands within a statement
-- at: ;
SELECT 1;
----
-- error: a command of psql's stands within a statement
-- at: \connect
\connect "lake"
----
-- error: a dollar quote is never closed
-- at: $$a
SELECT $$a
----
-- error: a comment is never closed
-- at: /*
SELECT /* a
----
-- error: there is no statement
-- at: --
-- nothing
