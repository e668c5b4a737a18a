-- REFRESH is the owner's alone: a job gets a procedure that does it in the owner's name.

---- before

CREATE USER lake_owner PASSWORD DISABLE;
CREATE TABLE sales (id BIGINT);

---- after

CREATE USER lake_owner PASSWORD DISABLE;
CREATE ROLE job;
CREATE TABLE sales (id BIGINT);
CREATE MATERIALIZED VIEW daily AS SELECT id FROM sales;
ALTER TABLE daily OWNER TO lake_owner;
CREATE PROCEDURE refresh_daily() AS $$
BEGIN
  REFRESH MATERIALIZED VIEW daily;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;
ALTER PROCEDURE refresh_daily() OWNER TO lake_owner;
GRANT EXECUTE ON PROCEDURE refresh_daily() TO ROLE job;

---- up

BEGIN;

CREATE ROLE job;

-- hazard: long-running: materialized view public.daily is filled with the rows of its query
CREATE MATERIALIZED VIEW public.daily AS
SELECT id FROM sales;

ALTER TABLE public.daily OWNER TO lake_owner;

CREATE PROCEDURE refresh_daily() AS $$
BEGIN
  REFRESH MATERIALIZED VIEW daily;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;

ALTER PROCEDURE public.refresh_daily() OWNER TO lake_owner;

GRANT EXECUTE ON PROCEDURE public.refresh_daily() TO ROLE job;

COMMIT;

---- down

BEGIN;

DROP PROCEDURE public.refresh_daily();

DROP MATERIALIZED VIEW public.daily;

DROP ROLE job;

COMMIT;

---- hazards

up: long-running: materialized view public.daily is filled with the rows of its query
