-- COLLATE can be changed on an empty database only, from inside: so it is dropped and created,
-- with all that is in it.

---- before

CREATE ROLE reader;
CREATE DATABASE consume;
GRANT USAGE ON DATABASE consume TO ROLE reader;
\connect consume
CREATE SCHEMA marts;
GRANT USAGE ON SCHEMA marts TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE DATABASE consume COLLATE CASE_INSENSITIVE;
GRANT USAGE ON DATABASE consume TO ROLE reader;
\connect consume
CREATE SCHEMA marts;
GRANT USAGE ON SCHEMA marts TO ROLE reader;

---- up

-- hazard: destroys data: database consume with all that is in it
DROP DATABASE consume;

CREATE DATABASE consume WITH COLLATE CASE_INSENSITIVE;

BEGIN;

GRANT USAGE ON DATABASE consume TO ROLE reader;

COMMIT;

\connect "consume"

BEGIN;

CREATE SCHEMA marts;

GRANT USAGE ON SCHEMA marts TO ROLE reader;

COMMIT;

\connect "dev"

---- down

-- hazard: destroys data: database consume with all that is in it
DROP DATABASE consume;

CREATE DATABASE consume;

BEGIN;

GRANT USAGE ON DATABASE consume TO ROLE reader;

COMMIT;

\connect "consume"

BEGIN;

CREATE SCHEMA marts;

GRANT USAGE ON SCHEMA marts TO ROLE reader;

COMMIT;

\connect "dev"

---- hazards

up: destroys data: database consume with all that is in it
down: destroys data: database consume with all that is in it
