BEGIN;

-- This script has one of everything that a rendered one can hold.
-- Its users come first.

-- The Glue connection logs in with a password,
-- which stands in Secrets Manager.
CREATE USER "glue_connector" PASSWORD :'secret_glue_connector';

-- it reads the whole lake
GRANT ROLE "datalake_reader" TO "glue_connector";

COMMIT;

-- An external catalog: Redshift may refuse this one in a transaction.
GRANT USAGE ON DATABASE "awsdatacatalog" TO "glue_connector";

-- holds no data of its own
CREATE DATABASE "general_consume";

\connect "general_consume"

BEGIN;

-- The Consume database belongs to the Glue job.

-- what the job writes, the readers see
ALTER DEFAULT PRIVILEGES FOR USER "glue_connector" IN SCHEMA public -- the job's schema
    GRANT SELECT ON TABLES TO ROLE "datalake_reader";

CREATE PROCEDURE public.note(message varchar) AS $$
BEGIN
    -- \connect "nowhere" is only text here; so is COMMIT;
    RAISE INFO '%', message;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;

COMMIT;

\connect "dev"

REFRESH MATERIALIZED VIEW "lake"."policies";

-- What is left to do by hand: nothing.
