-- CREATE OR REPLACE keeps owner and grants; other arguments are another procedure.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE ROLE job;
CREATE SCHEMA lake;
CREATE PROCEDURE lake.load(day DATE) AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
ALTER PROCEDURE lake.load(DATE) OWNER TO ann;
GRANT EXECUTE ON PROCEDURE lake.load(DATE) TO ROLE job;
CREATE PROCEDURE lake.tidy() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
GRANT EXECUTE ON PROCEDURE lake.tidy() TO ROLE job;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE ROLE job;
CREATE SCHEMA lake;
CREATE PROCEDURE lake.load(day DATE) AS $$
BEGIN
  CALL lake.tidy(30); -- it's
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;
ALTER PROCEDURE lake.load(DATE) OWNER TO ben;
GRANT EXECUTE ON PROCEDURE lake.load(DATE) TO ROLE job;
CREATE PROCEDURE lake.tidy(days INT) AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
GRANT EXECUTE ON PROCEDURE lake.tidy(INT) TO ROLE job;

---- up

BEGIN;

DROP PROCEDURE lake.tidy();

CREATE OR REPLACE PROCEDURE lake.load(day DATE) AS $$
BEGIN
  CALL lake.tidy(30); -- it's
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;

ALTER PROCEDURE lake.load(date) OWNER TO ben;

CREATE PROCEDURE lake.tidy(days INT) AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;

GRANT EXECUTE ON PROCEDURE lake.tidy(integer) TO ROLE job;

COMMIT;

---- down

BEGIN;

DROP PROCEDURE lake.tidy(integer);

CREATE OR REPLACE PROCEDURE lake.load(day DATE) AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;

ALTER PROCEDURE lake.load(date) OWNER TO ann;

CREATE PROCEDURE lake.tidy() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;

GRANT EXECUTE ON PROCEDURE lake.tidy() TO ROLE job;

COMMIT;

---- hazards
