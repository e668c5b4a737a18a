-- Only what comes from the Data Catalog, Kafka and MSK can be altered.

---- before

CREATE ROLE reader;
CREATE EXTERNAL SCHEMA crm FROM POSTGRES DATABASE 'crm' URI 'crm.example.com' IAM_ROLE DEFAULT SECRET_ARN 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:old';
GRANT USAGE ON SCHEMA crm TO ROLE reader;

---- after

CREATE ROLE reader;
CREATE EXTERNAL SCHEMA crm FROM POSTGRES DATABASE 'crm' URI 'crm.example.com' IAM_ROLE DEFAULT SECRET_ARN 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:new';
GRANT USAGE ON SCHEMA crm TO ROLE reader;

---- up

BEGIN;

-- hazard: readers see it missing: external schema crm, until the transaction ends
-- hazard: loses grants: those on external schema crm that redlake did not make
DROP SCHEMA crm;

CREATE EXTERNAL SCHEMA crm FROM POSTGRES DATABASE 'crm' IAM_ROLE DEFAULT SECRET_ARN 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:new' URI 'crm.example.com';

GRANT USAGE ON SCHEMA crm TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- hazard: readers see it missing: external schema crm, until the transaction ends
-- hazard: loses grants: those on external schema crm that redlake did not make
DROP SCHEMA crm;

CREATE EXTERNAL SCHEMA crm FROM POSTGRES DATABASE 'crm' IAM_ROLE DEFAULT SECRET_ARN 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:old' URI 'crm.example.com';

GRANT USAGE ON SCHEMA crm TO ROLE reader;

COMMIT;

---- hazards

up: readers see it missing: external schema crm, until the transaction ends
up: loses grants: those on external schema crm that redlake did not make
down: readers see it missing: external schema crm, until the transaction ends
down: loses grants: those on external schema crm that redlake did not make
