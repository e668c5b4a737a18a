CREATE DATASHARE salesshare
----
-- prints: CREATE DATASHARE "sales share" SET PUBLICACCESSIBLE = TRUE
CREATE DATASHARE "Sales Share" SET PUBLICACCESSIBLE = TRUE
----
-- prints: CREATE DATASHARE salesshare SET PUBLICACCESSIBLE = FALSE
create datashare salesshare publicaccessible false
----
-- prints: CREATE DATASHARE salesshare SET PUBLICACCESSIBLE = FALSE
CREATE DATASHARE salesshare SET PUBLICACCESSIBLE FALSE
----
ALTER DATASHARE salesshare ADD SCHEMA marts
----
-- prints: ALTER DATASHARE salesshare ADD SCHEMA marts, "raw data"
ALTER DATASHARE salesshare ADD SCHEMA marts, "Raw Data"
----
-- prints: ALTER DATASHARE salesshare ADD TABLE marts.daily, marts.monthly
ALTER DATASHARE salesshare ADD TABLE marts.daily, marts."Monthly"
----
-- prints: ALTER DATASHARE salesshare REMOVE TABLE public.daily
ALTER DATASHARE salesshare REMOVE TABLE daily
----
-- sqlfluff: it lacks the types of a function
ALTER DATASHARE salesshare ADD FUNCTION marts.net(numeric)
----
-- prints: ALTER DATASHARE salesshare ADD FUNCTION marts.net(numeric, character varying), marts.now()
-- sqlfluff: it lacks the types of a function
ALTER DATASHARE salesshare ADD FUNCTION marts.net(decimal(10, 2), varchar(20)), marts.now()
----
ALTER DATASHARE salesshare ADD ALL TABLES IN SCHEMA marts, staging
----
ALTER DATASHARE salesshare REMOVE ALL FUNCTIONS IN SCHEMA marts
----
-- prints: ALTER DATASHARE salesshare SET PUBLICACCESSIBLE = TRUE
alter datashare salesshare set publicaccessible true
----
ALTER DATASHARE salesshare SET PUBLICACCESSIBLE = FALSE
----
ALTER DATASHARE salesshare SET INCLUDENEW = TRUE FOR SCHEMA marts
----
-- prints: ALTER DATASHARE salesshare SET INCLUDENEW = FALSE FOR SCHEMA marts
ALTER DATASHARE salesshare SET INCLUDENEW FALSE FOR SCHEMA Marts
----
-- sqlfluff: it lacks OWNER TO
ALTER DATASHARE salesshare OWNER TO ann
----
DROP DATASHARE salesshare
----
-- prints: DROP DATASHARE "sales share"
drop datashare "Sales Share"
