-- One grantee cannot have a privilege on a table and on its columns: one goes before the
-- other comes.

---- before

CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, day DATE);
GRANT SELECT (id) ON TABLE sales TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, day DATE);
GRANT SELECT ON TABLE sales TO ROLE reader;

---- up

BEGIN;

REVOKE SELECT (id) ON TABLE public.sales FROM ROLE reader;

GRANT SELECT ON TABLE public.sales TO ROLE reader;

COMMIT;

---- down

BEGIN;

REVOKE SELECT ON TABLE public.sales FROM ROLE reader;

GRANT SELECT (id) ON TABLE public.sales TO ROLE reader;

COMMIT;

---- hazards
