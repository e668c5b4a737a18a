-- The same of functions; who may execute it is as it was, everyone no more than before.

---- before

CREATE ROLE reader;
CREATE FUNCTION f_net(NUMERIC(10, 2)) RETURNS NUMERIC(10, 2) STABLE AS $$ SELECT $1 $$ LANGUAGE sql;
REVOKE EXECUTE ON FUNCTION f_net(NUMERIC) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f_net(NUMERIC) TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE FUNCTION f_net(NUMERIC(10, 2)) RETURNS FLOAT STABLE AS $$ SELECT $1 $$ LANGUAGE sql;
REVOKE EXECUTE ON FUNCTION f_net(NUMERIC) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f_net(NUMERIC) TO ROLE reader;

---- up

BEGIN;

-- hazard: readers see it missing: function public.f_net(numeric), until the transaction ends
-- hazard: loses grants: those on function public.f_net(numeric) that redlake did not make
DROP FUNCTION public.f_net(numeric);

CREATE FUNCTION f_net(NUMERIC(10, 2)) RETURNS FLOAT STABLE AS $$ SELECT $1 $$ LANGUAGE sql;

REVOKE EXECUTE ON FUNCTION public.f_net(numeric) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION public.f_net(numeric) TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: function public.f_net(numeric), until the transaction ends
-- hazard: loses grants: those on function public.f_net(numeric) that redlake did not make
DROP FUNCTION public.f_net(numeric);

CREATE FUNCTION f_net(NUMERIC(10, 2)) RETURNS NUMERIC(10, 2) STABLE AS $$ SELECT $1 $$ LANGUAGE sql;

REVOKE EXECUTE ON FUNCTION public.f_net(numeric) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION public.f_net(numeric) TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: function public.f_net(numeric), until the transaction ends
up: loses grants: those on function public.f_net(numeric) that redlake did not make
down: readers see it missing: function public.f_net(numeric), until the transaction ends
down: loses grants: those on function public.f_net(numeric) that redlake did not make
