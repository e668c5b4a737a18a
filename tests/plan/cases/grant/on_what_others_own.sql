-- redlake grants on what it does not keep where a comment says that others do, and says so
-- again where it is run.

---- before

CREATE ROLE reader;

---- after

CREATE ROLE reader;
-- managed = false
GRANT USAGE ON SCHEMA finance TO ROLE reader;
-- managed = false
GRANT SELECT ON TABLE finance.ledger TO ROLE reader, "IAMR:auditor";
-- managed = false
GRANT SELECT ON ALL TABLES IN SCHEMA finance TO ROLE reader;

---- up

BEGIN;

-- managed = false
GRANT SELECT ON ALL TABLES IN SCHEMA finance TO ROLE reader;

-- managed = false
GRANT SELECT ON TABLE finance.ledger TO ROLE reader, "IAMR:auditor";

-- managed = false
GRANT USAGE ON SCHEMA finance TO ROLE reader;

COMMIT;

---- down

BEGIN;

-- managed = false
REVOKE SELECT ON ALL TABLES IN SCHEMA finance FROM ROLE reader;

-- managed = false
REVOKE SELECT ON TABLE finance.ledger FROM ROLE reader, "IAMR:auditor";

-- managed = false
REVOKE USAGE ON SCHEMA finance FROM ROLE reader;

COMMIT;

---- hazards
