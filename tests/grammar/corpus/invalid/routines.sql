-- error: expected the types of its arguments in parentheses, found AS
-- at: AS
CREATE PROCEDURE lake.p AS $$ BEGIN END; $$ LANGUAGE plpgsql
----
-- error: expected AS and its body in dollar quotes, found the end
-- at: end
CREATE PROCEDURE lake.p() LANGUAGE plpgsql
----
-- error: expected a data type, found )
-- at: )
CREATE PROCEDURE lake.p(a) AS $$ BEGIN END; $$ LANGUAGE plpgsql
----
-- error: expected a data type, found integr
-- at: integr)
CREATE PROCEDURE lake.p(a integr) AS $$ BEGIN END; $$ LANGUAGE plpgsql
----
-- error: expected a name or a data type, found )
-- at: )
CREATE PROCEDURE lake.p(a int,) AS $$ BEGIN END; $$ LANGUAGE plpgsql
----
-- error: expected ), found AS
-- at: AS
CREATE PROCEDURE lake.p(a int AS $$ BEGIN END; $$ LANGUAGE plpgsql
----
-- error: a dollar quote is never closed
-- at: $x$
CREATE PROCEDURE lake.p() AS $x$ BEGIN END; $$ LANGUAGE plpgsql
----
-- error: expected RETURNS, found STABLE
-- at: STABLE
CREATE FUNCTION lake.f(int) STABLE AS $$ SELECT 1 $$ LANGUAGE sql
----
-- error: expected a data type, found STABLE
-- at: STABLE
CREATE FUNCTION lake.f(int) RETURNS STABLE AS $$ SELECT 1 $$ LANGUAGE sql
----
-- error: expected AS and its body in dollar quotes, found the end
-- at: end
CREATE FUNCTION lake.f(int) RETURNS int STABLE
----
-- error: expected the types of its arguments in parentheses, found RENAME
-- at: RENAME
ALTER PROCEDURE lake.p RENAME TO q
----
-- error: expected RENAME TO or OWNER TO, found SET
-- at: SET
ALTER PROCEDURE lake.p() SET search_path TO x
----
-- error: expected a user name (this word is reserved: quote it), found SESSION_USER
-- at: SESSION_USER
ALTER FUNCTION lake.f(int) OWNER TO SESSION_USER
----
-- error: expected the types of its arguments in parentheses, found the end
-- at: end
DROP FUNCTION lake.f
----
-- error: expected the end, found FORCE
-- at: FORCE
DROP FUNCTION lake.f(int) FORCE
----
-- error: expected a data type, found (
-- at: (x))
DROP PROCEDURE lake.p(varchar(x))
----
-- error: a semicolon stands within a statement
-- at: ;
DROP PROCEDURE lake.p(); DROP PROCEDURE lake.q()
