-- error: CREATE DATASHARE has no IF NOT EXISTS
-- at: IF
CREATE DATASHARE IF NOT EXISTS salesshare
----
-- error: expected TRUE or FALSE, found 1
-- at: 1
CREATE DATASHARE salesshare SET PUBLICACCESSIBLE = 1
----
-- error: expected TABLE or SCHEMA or FUNCTION or ALL TABLES or ALL FUNCTIONS, found VIEW
-- at: VIEW
ALTER DATASHARE salesshare ADD VIEW marts.daily
----
-- error: expected IN SCHEMA, found marts
-- at: marts
ALTER DATASHARE salesshare ADD ALL TABLES marts
----
-- error: expected (, found the end
-- at: end
ALTER DATASHARE salesshare ADD FUNCTION marts.net
----
-- error: expected a data type, found money
-- at: money
ALTER DATASHARE salesshare ADD FUNCTION marts.net(money)
----
-- error: ALTER DATASHARE changes one thing at a time
-- at: SET
ALTER DATASHARE salesshare SET PUBLICACCESSIBLE TRUE SET INCLUDENEW TRUE FOR SCHEMA marts
----
-- error: expected FOR SCHEMA, found the end
-- at: end
ALTER DATASHARE salesshare SET INCLUDENEW = TRUE
----
-- error: expected the end, found .
-- at: .d
ALTER DATASHARE salesshare ADD TABLE a.b.c.d
----
-- error: DROP DATASHARE has no IF EXISTS
-- at: IF
DROP DATASHARE IF EXISTS salesshare
----
-- error: DROP DATASHARE drops one at a time
-- at: ,
DROP DATASHARE a, b
