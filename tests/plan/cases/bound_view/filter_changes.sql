-- The columns are surely the same: CREATE OR REPLACE keeps owner and grants, and what stands on
-- it stays.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, amount INT);
CREATE VIEW daily AS SELECT id, amount FROM sales;
ALTER TABLE daily OWNER TO ann;
CREATE VIEW monthly AS SELECT id FROM daily;
GRANT SELECT ON TABLE daily TO ROLE reader;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
CREATE TABLE sales (id BIGINT, amount INT);
CREATE VIEW daily AS SELECT id, amount FROM sales WHERE amount > 0;
ALTER TABLE daily OWNER TO ann;
CREATE VIEW monthly AS SELECT id FROM daily;
GRANT SELECT ON TABLE daily TO ROLE reader;

---- up

BEGIN;

CREATE OR REPLACE VIEW public.daily AS
SELECT id, amount FROM sales WHERE amount > 0;

COMMIT;

---- down

BEGIN;

CREATE OR REPLACE VIEW public.daily AS
SELECT id, amount FROM sales;

COMMIT;

---- hazards
