-- What a new owner was granted before is revoked first: afterwards it would be the owner's own.

---- before

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE VIEW daily AS SELECT 1 AS one;
ALTER TABLE daily OWNER TO ben;
GRANT SELECT ON TABLE daily TO ann;

---- after

CREATE USER ann PASSWORD DISABLE;
CREATE USER ben PASSWORD DISABLE;
CREATE VIEW daily AS SELECT 1 AS one;
ALTER TABLE daily OWNER TO ann;

---- up

BEGIN;

REVOKE SELECT ON TABLE public.daily FROM ann;

ALTER TABLE public.daily OWNER TO ann;

COMMIT;

---- down

BEGIN;

ALTER TABLE public.daily OWNER TO ben;

GRANT SELECT ON TABLE public.daily TO ann;

COMMIT;

---- hazards
