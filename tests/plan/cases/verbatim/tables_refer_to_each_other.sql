-- What a text mentions comes before it, and goes after it.

---- before

CREATE SCHEMA lake;

---- after

CREATE SCHEMA lake;
CREATE TABLE lake.z (id BIGINT PRIMARY KEY);
CREATE TABLE lake.a (id BIGINT REFERENCES lake.z(id));

---- up

BEGIN;

CREATE TABLE lake.z (id BIGINT PRIMARY KEY);

CREATE TABLE lake.a (id BIGINT REFERENCES lake.z(id));

COMMIT;

---- down

BEGIN;

-- hazard: destroys data: table lake.a with its rows
DROP TABLE lake.a;

-- hazard: destroys data: table lake.z with its rows
DROP TABLE lake.z;

COMMIT;

---- hazards

down: destroys data: table lake.a with its rows
down: destroys data: table lake.z with its rows
