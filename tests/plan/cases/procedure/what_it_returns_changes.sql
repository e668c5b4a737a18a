-- CREATE OR REPLACE takes the same types only: it goes and comes with owner and grants. What
-- calls it does not notice, for Redshift ties nothing to it.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE job;
CREATE PROCEDURE count_sales(day DATE, n OUT INT) AS $$ BEGIN n := 1; END; $$ LANGUAGE plpgsql;
ALTER PROCEDURE count_sales(DATE) OWNER TO ann;
GRANT EXECUTE ON PROCEDURE count_sales(DATE) TO ROLE job;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE job;
CREATE PROCEDURE count_sales(day DATE, n OUT BIGINT) AS $$ BEGIN n := 1; END; $$ LANGUAGE plpgsql;
ALTER PROCEDURE count_sales(DATE) OWNER TO ann;
GRANT EXECUTE ON PROCEDURE count_sales(DATE) TO ROLE job;

---- up

BEGIN;

-- hazard: readers see it missing: procedure public.count_sales(date), until the transaction ends
-- hazard: loses grants: those on procedure public.count_sales(date) that redlake did not make
DROP PROCEDURE public.count_sales(date);

CREATE PROCEDURE count_sales(day DATE, n OUT BIGINT) AS $$ BEGIN n := 1; END; $$ LANGUAGE plpgsql;

ALTER PROCEDURE public.count_sales(date) OWNER TO ann;

GRANT EXECUTE ON PROCEDURE public.count_sales(date) TO ROLE job;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: procedure public.count_sales(date), until the transaction ends
-- hazard: loses grants: those on procedure public.count_sales(date) that redlake did not make
DROP PROCEDURE public.count_sales(date);

CREATE PROCEDURE count_sales(day DATE, n OUT INT) AS $$ BEGIN n := 1; END; $$ LANGUAGE plpgsql;

ALTER PROCEDURE public.count_sales(date) OWNER TO ann;

GRANT EXECUTE ON PROCEDURE public.count_sales(date) TO ROLE job;

COMMIT;

---- hazards

up: readers see it missing: procedure public.count_sales(date), until the transaction ends
up: loses grants: those on procedure public.count_sales(date) that redlake did not make
down: readers see it missing: procedure public.count_sales(date), until the transaction ends
down: loses grants: those on procedure public.count_sales(date) that redlake did not make
