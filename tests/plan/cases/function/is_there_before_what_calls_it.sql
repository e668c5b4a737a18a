-- Views call functions: these come first, and go last. A view that Redshift ties to a function is made anew with it.

---- before

CREATE TABLE sales (id BIGINT);
CREATE FUNCTION f_net(BIGINT) RETURNS BIGINT STABLE AS $$ SELECT $1 $$ LANGUAGE sql;
CREATE VIEW daily AS SELECT f_net(id) AS net FROM sales;
CREATE VIEW late AS SELECT f_net(id) AS net FROM public.sales WITH NO SCHEMA BINDING;

---- after

CREATE TABLE sales (id BIGINT);
CREATE FUNCTION f_net(BIGINT) RETURNS NUMERIC STABLE AS $$ SELECT $1 * 0.5 $$ LANGUAGE sql;
CREATE VIEW daily AS SELECT f_net(id) AS net FROM sales;
CREATE VIEW late AS SELECT f_net(id) AS net FROM public.sales WITH NO SCHEMA BINDING;

---- up

BEGIN;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

-- hazard: readers see it missing: function public.f_net(bigint), until the transaction ends
-- hazard: loses grants: those on function public.f_net(bigint) that redlake did not make
DROP FUNCTION public.f_net(bigint);

CREATE FUNCTION f_net(BIGINT) RETURNS NUMERIC STABLE AS $$ SELECT $1 * 0.5 $$ LANGUAGE sql;

CREATE VIEW public.daily AS
SELECT f_net(id) AS net FROM sales;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view public.daily, until the transaction ends
DROP VIEW public.daily;

-- hazard: readers see it missing: function public.f_net(bigint), until the transaction ends
-- hazard: loses grants: those on function public.f_net(bigint) that redlake did not make
DROP FUNCTION public.f_net(bigint);

CREATE FUNCTION f_net(BIGINT) RETURNS BIGINT STABLE AS $$ SELECT $1 $$ LANGUAGE sql;

CREATE VIEW public.daily AS
SELECT f_net(id) AS net FROM sales;

COMMIT;

---- hazards

up: readers see it missing: view public.daily, until the transaction ends
up: readers see it missing: function public.f_net(bigint), until the transaction ends
up: loses grants: those on function public.f_net(bigint) that redlake did not make
down: readers see it missing: view public.daily, until the transaction ends
down: readers see it missing: function public.f_net(bigint), until the transaction ends
down: loses grants: those on function public.f_net(bigint) that redlake did not make
