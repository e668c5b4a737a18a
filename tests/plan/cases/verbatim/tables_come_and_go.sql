-- Tables are kept as text. They are created and dropped, and never changed by redlake.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT IDENTITY(1, 1), day DATE SORTKEY) DISTSTYLE AUTO;
ALTER TABLE lake.sales OWNER TO ann;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE SCHEMA lake;
create table lake."Returns" (id BIGINT);
ALTER TABLE lake.returns OWNER TO ann;

---- up

BEGIN;

-- hazard: destroys data: table lake.sales with its rows
DROP TABLE lake.sales;

create table lake."Returns" (id BIGINT);

ALTER TABLE lake.returns OWNER TO ann;

COMMIT;

---- down

BEGIN;

-- hazard: destroys data: table lake.returns with its rows
DROP TABLE lake.returns;

CREATE TABLE lake.sales (id BIGINT IDENTITY(1, 1), day DATE SORTKEY) DISTSTYLE AUTO;

ALTER TABLE lake.sales OWNER TO ann;

COMMIT;

---- hazards

up: destroys data: table lake.sales with its rows
down: destroys data: table lake.returns with its rows
