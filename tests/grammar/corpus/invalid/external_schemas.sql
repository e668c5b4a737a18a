-- error: expected FROM, found the end
-- at: end
CREATE EXTERNAL SCHEMA lake
----
-- error: expected DATA CATALOG or HIVE METASTORE or POSTGRES or MYSQL or KINESIS or MSK or KAFKA or REDSHIFT, found GLUE
-- at: GLUE
CREATE EXTERNAL SCHEMA lake FROM GLUE DATABASE 'sales'
----
-- error: expected DATABASE, which DATA CATALOG needs, found the end
-- at: end
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG IAM_ROLE DEFAULT
----
-- error: expected a string, found sales
-- at: sales
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE sales IAM_ROLE DEFAULT
----
-- error: expected 'a role's ARN', 'SESSION' or DEFAULT, found SESSION
-- at: SESSION
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'sales' IAM_ROLE SESSION
----
-- error: DATABASE is said twice
-- at: DATABASE
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'sales' DATABASE 'marts'
----
-- error: expected an option of CREATE EXTERNAL SCHEMA, found OWNER
-- at: OWNER
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'sales' OWNER ann
----
-- error: expected an option of CREATE EXTERNAL SCHEMA, found CREATE
-- at: CREATE
CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'sales' CREATE EXTERNAL DATABASE
----
-- error: MYSQL has no SCHEMA
-- at: SCHEMA
CREATE EXTERNAL SCHEMA my FROM MYSQL DATABASE 'app' SCHEMA 'app' URI 'db.example.com'
----
-- error: HIVE METASTORE has no CREATE EXTERNAL DATABASE
-- at: CREATE
CREATE EXTERNAL SCHEMA hive FROM HIVE METASTORE DATABASE 'd' URI 'u' CREATE EXTERNAL DATABASE IF NOT EXISTS
----
-- error: PORT stands apart from a URI
-- at: PORT
CREATE EXTERNAL SCHEMA pg FROM POSTGRES DATABASE 'app' PORT 5432 URI 'db.example.com'
----
-- error: expected URI, which POSTGRES needs, found the end
-- at: end
CREATE EXTERNAL SCHEMA pg FROM POSTGRES DATABASE 'app' IAM_ROLE DEFAULT
----
-- error: expected a port's number, found '5432'
-- at: '5432'
CREATE EXTERNAL SCHEMA pg FROM POSTGRES DATABASE 'app' URI 'db.example.com' PORT '5432'
----
-- error: SECRET_ARN does not go with AUTHENTICATION_ARN
-- at: SECRET_ARN
CREATE EXTERNAL SCHEMA events FROM KAFKA URI 'u' AUTHENTICATION_ARN 'a' SECRET_ARN 's'
----
-- error: expected NONE or IAM or MTLS, found sasl
-- at: sasl
CREATE EXTERNAL SCHEMA events FROM KAFKA URI 'u' AUTHENTICATION sasl
----
-- error: expected an option of ALTER EXTERNAL SCHEMA, found the end
-- at: end
ALTER EXTERNAL SCHEMA lake
----
-- error: ALTER EXTERNAL SCHEMA cannot change REGION
-- at: REGION
ALTER EXTERNAL SCHEMA lake REGION 'eu-west-1'
----
-- error: ALTER EXTERNAL SCHEMA cannot change DATABASE
-- at: DATABASE
ALTER EXTERNAL SCHEMA lake DATABASE 'marts'
----
-- error: ALTER EXTERNAL SCHEMA has no OWNER TO
-- at: OWNER
ALTER EXTERNAL SCHEMA lake OWNER TO ann
----
-- error: ALTER EXTERNAL SCHEMA has no RENAME TO
-- at: RENAME
ALTER EXTERNAL SCHEMA lake RENAME TO lake2
