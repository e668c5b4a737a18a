-- Of columns of an external table ALL is SELECT alone.

---- before

CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;

---- after

CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
GRANT ALL (id, day) ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/a';

---- up

GRANT SELECT (day, id) ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/a';

---- down

REVOKE SELECT (day, id) ON EXTERNAL TABLE spectrum.sales FROM IAM_ROLE 'arn:aws:iam::123456789012:role/a';

---- hazards
