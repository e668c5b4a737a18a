-- Whether they escape the rule of the columns, no page says: it goes and comes, and no reader
-- loses it.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE VIEW sales AS SELECT * FROM lake.sales WITH NO SCHEMA BINDING;
CREATE VIEW bound AS SELECT id FROM sales;
ALTER TABLE sales OWNER TO ann;
GRANT SELECT ON TABLE sales TO ROLE reader;
GRANT SELECT ON TABLE bound TO ROLE reader;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE VIEW sales AS SELECT id, amount FROM lake.sales WITH NO SCHEMA BINDING;
CREATE VIEW bound AS SELECT id FROM sales;
ALTER TABLE sales OWNER TO ann;
GRANT SELECT ON TABLE sales TO ROLE reader;
GRANT SELECT ON TABLE bound TO ROLE reader;

---- up

BEGIN;

-- hazard: readers see it missing: view public.bound, until the transaction ends
DROP VIEW public.bound;

-- hazard: readers see it missing: late-binding view public.sales, until the transaction ends
DROP VIEW public.sales;

CREATE VIEW public.sales AS
SELECT id, amount FROM lake.sales
WITH NO SCHEMA BINDING;

ALTER TABLE public.sales OWNER TO ann;

CREATE VIEW public.bound AS
SELECT id FROM sales;

GRANT SELECT ON TABLE public.bound TO ROLE reader;

GRANT SELECT ON TABLE public.sales TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: view public.bound, until the transaction ends
DROP VIEW public.bound;

-- hazard: readers see it missing: late-binding view public.sales, until the transaction ends
DROP VIEW public.sales;

CREATE VIEW public.sales AS
SELECT * FROM lake.sales
WITH NO SCHEMA BINDING;

ALTER TABLE public.sales OWNER TO ann;

CREATE VIEW public.bound AS
SELECT id FROM sales;

GRANT SELECT ON TABLE public.bound TO ROLE reader;

GRANT SELECT ON TABLE public.sales TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: view public.bound, until the transaction ends
up: readers see it missing: late-binding view public.sales, until the transaction ends
down: readers see it missing: view public.bound, until the transaction ends
down: readers see it missing: late-binding view public.sales, until the transaction ends
