-- Redshift mounts it; it is there without being declared. It may refuse a transaction.

---- before

CREATE USER "IAMR:reader" PASSWORD DISABLE;

---- after

CREATE USER "IAMR:reader" PASSWORD DISABLE;
GRANT USAGE ON DATABASE awsdatacatalog TO "IAMR:reader";

---- up

GRANT USAGE ON DATABASE awsdatacatalog TO "IAMR:reader";

---- down

REVOKE USAGE ON DATABASE awsdatacatalog FROM "IAMR:reader";

---- hazards
