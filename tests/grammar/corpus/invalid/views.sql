-- error: expected AS, found the end
-- at: end
CREATE VIEW lake.v
----
-- error: expected a query, found the end
-- at: end
CREATE VIEW lake.v AS
----
-- error: expected a name (this word is reserved: quote it), found AS
-- at: AS
CREATE VIEW AS SELECT 1
----
-- error: expected AS, found SELECT
-- at: SELECT
CREATE VIEW lake.v SELECT 1
----
-- error: expected SELECT or WITH, found INSERT
-- at: INSERT
CREATE VIEW lake.v AS INSERT INTO lake.t VALUES (1)
----
-- error: expected a query, found the end
-- at: end
CREATE VIEW lake.v AS WITH NO SCHEMA BINDING
----
-- error: expected a column, found )
-- at: )
CREATE VIEW lake.v () AS SELECT 1
----
-- error: expected ), found AS
-- at: AS
CREATE VIEW lake.v (a, b AS SELECT 1
----
-- error: a parenthesis is never closed
-- at: (1
CREATE VIEW lake.v AS SELECT (1
----
-- error: a parenthesis was never opened
-- at: )
CREATE VIEW lake.v AS SELECT 1) FROM lake.t
----
-- error: expected a name (this word is reserved: quote it), found select
-- at: select
CREATE VIEW select AS SELECT 1
----
-- error: expected AS, found .
-- at: .d
CREATE VIEW a.b.c.d AS SELECT 1
----
-- error: expected a name, found ""
-- at: ""
CREATE VIEW lake."" AS SELECT 1
----
-- error: no statement that redlake knows begins with CREATE OR REPLACE lake
-- at: lake.v
CREATE OR REPLACE lake.v AS SELECT 1
----
-- error: no statement that redlake knows begins with CREATE VEIW
-- at: VEIW
CREATE VEIW lake.v AS SELECT 1
----
-- error: a string is never closed
-- at: 'a
CREATE VIEW lake.v AS SELECT 'a
----
-- error: expected SELECT or WITH, found VALUES
-- at: VALUES
CREATE VIEW lake.v AS VALUES (1)
----
-- error: a semicolon stands within a statement
-- at: ;
CREATE VIEW lake.v AS SELECT 1; SELECT 2
----
-- error: no statement that redlake knows begins with CREATE TEMPORARY VIEW
-- at: VIEW
CREATE TEMPORARY VIEW v AS SELECT 1
----
-- error: CREATE VIEW has no IF NOT EXISTS
-- at: IF
CREATE VIEW IF NOT EXISTS lake.v AS SELECT 1
----
-- error: a parenthesis is never closed
-- at: (2
CREATE VIEW lake.v AS SELECT 1 AS a, (2
----
-- error: no statement that redlake knows begins with ALTER VIEW
-- at: VIEW
ALTER VIEW lake.v OWNER TO etl
