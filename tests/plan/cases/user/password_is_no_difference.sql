-- Redshift shows no password, so that a new one is not a difference.

---- before

CREATE USER etl PASSWORD 'md5153c434b4b77c89e6b94f12c5393af5b';

---- after

CREATE USER etl PASSWORD :'secret_etl';

---- up

---- down

---- hazards
