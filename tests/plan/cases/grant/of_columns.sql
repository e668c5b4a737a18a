-- Columns are granted together, and each is taken by itself.

---- before

CREATE ROLE reader;
CREATE ROLE writer;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, day DATE, amount INT);
GRANT SELECT (id, day) ON TABLE lake.sales TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE ROLE writer;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, day DATE, amount INT);
GRANT SELECT (day, amount) ON TABLE lake.sales TO ROLE reader;
GRANT SELECT (id, amount), UPDATE (amount) ON TABLE lake.sales TO ROLE writer;

---- up

BEGIN;

REVOKE SELECT (id) ON TABLE lake.sales FROM ROLE reader;

GRANT SELECT (amount) ON TABLE lake.sales TO ROLE reader;

GRANT SELECT (amount, id), UPDATE (amount) ON TABLE lake.sales TO ROLE writer;

COMMIT;

---- down

BEGIN;

REVOKE SELECT (amount) ON TABLE lake.sales FROM ROLE reader;

REVOKE SELECT (amount, id), UPDATE (amount) ON TABLE lake.sales FROM ROLE writer;

GRANT SELECT (id) ON TABLE lake.sales TO ROLE reader;

COMMIT;

---- hazards
