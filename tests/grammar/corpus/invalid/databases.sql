-- error: CREATE DATABASE has no IF NOT EXISTS
-- at: IF
CREATE DATABASE IF NOT EXISTS consume
----
-- error: expected an option of CREATE DATABASE, found the end
-- at: end
CREATE DATABASE consume WITH
----
-- error: OWNER is said twice
-- at: OWNER
CREATE DATABASE consume OWNER ann OWNER bob
----
-- error: expected CASE_SENSITIVE or CS or CASE_INSENSITIVE or CI, found utf8
-- at: utf8
CREATE DATABASE consume COLLATE utf8
----
-- error: expected SNAPSHOT or SERIALIZABLE, found READ
-- at: READ
CREATE DATABASE consume ISOLATION LEVEL READ COMMITTED
----
-- error: expected an option of CREATE DATABASE, found ENCODING
-- at: ENCODING
CREATE DATABASE consume ENCODING 'utf8'
----
-- error: expected ARN or DATASHARE or INTEGRATION, found CATALOG
-- at: CATALOG
CREATE DATABASE consume FROM CATALOG 'sales'
----
-- error: expected WITH DATA CATALOG SCHEMA or WITH NO DATA CATALOG SCHEMA, found the end
-- at: end
CREATE DATABASE glue_sales FROM ARN 'arn:aws:glue:eu-west-1:123456789012:database/sales'
----
-- error: expected 'a role's ARN', 'SESSION' or DEFAULT, found admin
-- at: admin
CREATE DATABASE glue_sales FROM ARN 'arn:aws:glue:eu-west-1:123456789012:database/sales' WITH NO DATA CATALOG SCHEMA IAM_ROLE admin
----
-- error: expected the end, found OWNER
-- at: OWNER
CREATE DATABASE sales FROM DATASHARE salesshare OF NAMESPACE '13b8833d' OWNER ann
----
-- error: expected a string, found 13
-- at: 13b8833d
CREATE DATABASE sales FROM DATASHARE salesshare OF NAMESPACE 13b8833d
----
-- error: expected FROM DATASHARE, found FROM
-- at: FROM
CREATE DATABASE sales WITH PERMISSIONS FROM INTEGRATION 'a1b2'
----
-- error: expected ACCEPTINVCHARS or QUERY_ALL_STATES or REFRESH_INTERVAL or TRUNCATECOLUMNS or HISTORY_MODE, found the end
-- at: end
CREATE DATABASE orders FROM INTEGRATION 'a1b2' SET
----
-- error: HISTORY_MODE is said twice
-- at: HISTORY_MODE
CREATE DATABASE orders FROM INTEGRATION 'a1b2' HISTORY_MODE TRUE HISTORY_MODE FALSE
----
-- error: expected TRUE or FALSE, found maybe
-- at: maybe
CREATE DATABASE orders FROM INTEGRATION 'a1b2' SET HISTORY_MODE = maybe
----
-- error: expected RENAME TO or OWNER TO or CONNECTION LIMIT or COLLATE or ISOLATION LEVEL, found the end
-- at: end
ALTER DATABASE consume
----
-- error: ALTER DATABASE changes one thing at a time
-- at: CONNECTION
ALTER DATABASE consume OWNER TO ann CONNECTION LIMIT 5
----
-- error: expected RENAME TO or OWNER TO or CONNECTION LIMIT or COLLATE or ISOLATION LEVEL, found SET
-- at: SET
ALTER DATABASE consume SET search_path TO lake
----
-- error: DROP DATABASE has no IF EXISTS
-- at: IF
DROP DATABASE IF EXISTS consume
----
-- error: expected the end, found CASCADE
-- at: CASCADE
DROP DATABASE consume CASCADE
----
-- error: DROP DATABASE drops one at a time
-- at: ,
DROP DATABASE consume, dev
