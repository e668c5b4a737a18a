-- What a hand-written statement made of a table, its text says no longer: it counts as the same.

---- before

CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT);
ALTER TABLE lake.sales ADD COLUMN day DATE;

---- after

CREATE SCHEMA lake;
CREATE TABLE lake.sales (id BIGINT, day DATE);

---- up

---- down

---- hazards
