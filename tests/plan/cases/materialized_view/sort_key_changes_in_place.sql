-- Distribution, sort key and AUTO REFRESH are altered; nothing is dropped, nobody misses it.

---- before

CREATE TABLE sales (id BIGINT, day DATE, amount INT);
CREATE MATERIALIZED VIEW daily DISTKEY (day) SORTKEY (day) AS SELECT day, sum(amount) AS total FROM sales GROUP BY day;
CREATE MATERIALIZED VIEW flat AS SELECT day FROM sales;
CREATE VIEW on_it AS SELECT day FROM daily;

---- after

CREATE TABLE sales (id BIGINT, day DATE, amount INT);
CREATE MATERIALIZED VIEW daily SORTKEY (day, total) AUTO REFRESH YES AS SELECT day, sum(amount) AS total FROM sales GROUP BY day;
CREATE MATERIALIZED VIEW flat DISTSTYLE ALL SORTKEY (day) AS SELECT day FROM sales;
CREATE VIEW on_it AS SELECT day FROM daily;

---- up

BEGIN;

-- hazard: long-running: the rows of materialized view public.daily are laid out anew
ALTER MATERIALIZED VIEW public.daily ALTER DISTSTYLE EVEN;

ALTER MATERIALIZED VIEW public.daily ALTER SORTKEY (day, total);

ALTER MATERIALIZED VIEW public.daily AUTO REFRESH YES;

-- hazard: long-running: the rows of materialized view public.flat are laid out anew
ALTER MATERIALIZED VIEW public.flat ALTER DISTSTYLE ALL;

ALTER MATERIALIZED VIEW public.flat ALTER SORTKEY (day);

COMMIT;

---- down

BEGIN;

-- hazard: long-running: the rows of materialized view public.daily are laid out anew
ALTER MATERIALIZED VIEW public.daily ALTER DISTSTYLE KEY DISTKEY day;

ALTER MATERIALIZED VIEW public.daily ALTER SORTKEY (day);

ALTER MATERIALIZED VIEW public.daily AUTO REFRESH NO;

-- hazard: long-running: the rows of materialized view public.flat are laid out anew
ALTER MATERIALIZED VIEW public.flat ALTER DISTSTYLE EVEN;

ALTER MATERIALIZED VIEW public.flat ALTER SORTKEY NONE;

COMMIT;

---- hazards

up: long-running: the rows of materialized view public.daily are laid out anew
up: long-running: the rows of materialized view public.flat are laid out anew
down: long-running: the rows of materialized view public.daily are laid out anew
down: long-running: the rows of materialized view public.flat are laid out anew
