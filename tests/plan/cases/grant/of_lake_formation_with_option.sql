-- Lake Formation's option stands once, for all: those without it have a statement of their own.

---- before

CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;

---- after

CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
GRANT SELECT ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/a' WITH GRANT OPTION;
GRANT SELECT ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/b', IAM_ROLE 'arn:aws:iam::123456789012:role/c';
GRANT SELECT ON EXTERNAL TABLE spectrum.sales TO PUBLIC;

---- up

GRANT SELECT ON EXTERNAL TABLE spectrum.sales TO PUBLIC;

GRANT SELECT ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/a' WITH GRANT OPTION;

GRANT SELECT ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/b', IAM_ROLE 'arn:aws:iam::123456789012:role/c';

---- down

REVOKE SELECT ON EXTERNAL TABLE spectrum.sales FROM PUBLIC;

REVOKE SELECT ON EXTERNAL TABLE spectrum.sales FROM IAM_ROLE 'arn:aws:iam::123456789012:role/a', IAM_ROLE 'arn:aws:iam::123456789012:role/b', IAM_ROLE 'arn:aws:iam::123456789012:role/c';

---- hazards
