-- ALL of columns is SELECT and UPDATE; with the privileges on the whole it takes two statements.

---- before

CREATE ROLE writer;
CREATE TABLE sales (id BIGINT, day DATE);

---- after

CREATE ROLE writer;
CREATE TABLE sales (id BIGINT, day DATE);
GRANT ALL (id, day) ON TABLE sales TO ROLE writer;
GRANT INSERT, DELETE ON TABLE sales TO ROLE writer;

---- up

BEGIN;

GRANT INSERT, DELETE ON TABLE public.sales TO ROLE writer;

GRANT SELECT (day, id), UPDATE (day, id) ON TABLE public.sales TO ROLE writer;

COMMIT;

---- down

BEGIN;

REVOKE INSERT, DELETE ON TABLE public.sales FROM ROLE writer;

REVOKE SELECT (day, id), UPDATE (day, id) ON TABLE public.sales FROM ROLE writer;

COMMIT;

---- hazards
