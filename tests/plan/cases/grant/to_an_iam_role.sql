-- Lake Formation's: external tables and schemas, to IAM roles.

---- before

CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'spectrum' IAM_ROLE DEFAULT;
GRANT SELECT ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/reader';

---- after

CREATE EXTERNAL SCHEMA spectrum FROM DATA CATALOG DATABASE 'spectrum' IAM_ROLE DEFAULT;
GRANT ALL ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/reader';
GRANT ALTER ON EXTERNAL SCHEMA spectrum TO IAM_ROLE 'arn:aws:iam::123456789012:role/reader';

---- up

GRANT ALTER, DROP, DELETE, INSERT ON EXTERNAL TABLE spectrum.sales TO IAM_ROLE 'arn:aws:iam::123456789012:role/reader';

GRANT ALTER ON EXTERNAL SCHEMA spectrum TO IAM_ROLE 'arn:aws:iam::123456789012:role/reader';

---- down

REVOKE ALTER, DROP, DELETE, INSERT ON EXTERNAL TABLE spectrum.sales FROM IAM_ROLE 'arn:aws:iam::123456789012:role/reader';

REVOKE ALTER ON EXTERNAL SCHEMA spectrum FROM IAM_ROLE 'arn:aws:iam::123456789012:role/reader';

---- hazards
