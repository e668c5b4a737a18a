-- With something else in it too, it is another database: the old one goes with its data.

---- before

CREATE ROLE reader;
CREATE DATABASE consume;
GRANT USAGE ON DATABASE consume TO ROLE reader;
\connect consume
CREATE SCHEMA marts;
GRANT USAGE ON SCHEMA marts TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE DATABASE consume_emea;
GRANT USAGE ON DATABASE consume_emea TO ROLE reader;
\connect consume_emea
CREATE SCHEMA marts_emea;
GRANT USAGE ON SCHEMA marts_emea TO ROLE reader;

---- up

CREATE DATABASE consume_emea;

BEGIN;

GRANT USAGE ON DATABASE consume_emea TO ROLE reader;

COMMIT;

\connect "consume_emea"

BEGIN;

CREATE SCHEMA marts_emea;

GRANT USAGE ON SCHEMA marts_emea TO ROLE reader;

COMMIT;

\connect "dev"

-- hazard: destroys data: database consume with all that is in it
DROP DATABASE consume;

---- down

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

-- hazard: destroys data: database consume_emea with all that is in it
DROP DATABASE consume_emea;

---- hazards

up: destroys data: database consume with all that is in it
down: destroys data: database consume_emea with all that is in it
