CREATE USER ann PASSWORD DISABLE
----
-- prints: CREATE USER ann PASSWORD 'Abcdef12'
create user Ann with password 'Abcdef12'
----
-- prints: CREATE USER ann PASSWORD 'md5153c434b4b77c89e6b94f12c5393af5b'
CREATE USER ann WITH PASSWORD 'md5153c434b4b77c89e6b94f12c5393af5b'
----
CREATE USER ann PASSWORD 'sha256|Mypassword1'
----
-- sqlfluff: it knows no psql variables
CREATE USER glue_connector PASSWORD :'secret_glue_connector' CONNECTION LIMIT 10
----
CREATE USER "IAMR:etl-role" PASSWORD DISABLE
----
CREATE USER "IAM:Ann.Lee@example.com" PASSWORD DISABLE NOCREATEDB NOCREATEUSER
----
CREATE USER "Bob" PASSWORD DISABLE
----
-- prints: CREATE USER ann PASSWORD DISABLE
CREATE USER "ann" PASSWORD DISABLE
----
CREATE USER "user" PASSWORD DISABLE
----
CREATE USER password PASSWORD DISABLE
----
CREATE USER "o""brien o'brien" PASSWORD DISABLE
----
-- prints: CREATE USER "müller" PASSWORD DISABLE
-- sqlfluff: it takes ASCII letters only for words
CREATE USER müller PASSWORD DISABLE
----
-- prints: CREATE USER ann PASSWORD 'it''s'
CREATE USER ann PASSWORD $$it's$$
----
CREATE USER ann PASSWORD 'back\\slash ''quoted'''
----
CREATE USER ann PASSWORD DISABLE CREATEDB
----
CREATE USER ann PASSWORD DISABLE CREATEDB CREATEUSER SYSLOG ACCESS UNRESTRICTED CONNECTION LIMIT 5 SESSION TIMEOUT 120
----
CREATE USER ann PASSWORD DISABLE SYSLOG ACCESS RESTRICTED
----
CREATE USER ann PASSWORD DISABLE IN GROUP readers
----
-- prints: CREATE USER ann PASSWORD DISABLE NOCREATEDB IN GROUP readers, "data engineers"
CREATE USER ann PASSWORD DISABLE IN GROUP Readers, "Data Engineers" NOCREATEDB
----
CREATE USER ann PASSWORD DISABLE VALID UNTIL '2027-01-01 00:00:00+00'
----
CREATE USER ann PASSWORD DISABLE VALID UNTIL 'infinity' CONNECTION LIMIT UNLIMITED
----
-- prints: CREATE USER ann PASSWORD DISABLE CONNECTION LIMIT UNLIMITED
-- sqlfluff: it takes no negative limit
CREATE USER ann PASSWORD DISABLE CONNECTION LIMIT -1
----
-- sqlfluff: it lacks EXTERNALID
CREATE USER "idp:ann" PASSWORD DISABLE EXTERNALID "ABC123"
----
-- prints: CREATE USER ann PASSWORD DISABLE CREATEDB SESSION TIMEOUT 3600
CREATE USER ann -- who reads the marts
  PASSWORD DISABLE /* logs in through IAM */
  SESSION TIMEOUT 3600
  createdb
----
ALTER USER ann CREATEDB
----
-- prints: ALTER USER ann NOCREATEDB NOCREATEUSER
ALTER USER ann WITH NOCREATEDB NOCREATEUSER
----
ALTER USER "IAMR:etl-role" SYSLOG ACCESS UNRESTRICTED
----
ALTER USER ann PASSWORD DISABLE
----
ALTER USER ann PASSWORD 'Newpass12' VALID UNTIL '2030-12-31 23:59'
----
-- sqlfluff: it knows no psql variables
ALTER USER ann PASSWORD :'secret_ann'
----
ALTER USER ann VALID UNTIL 'infinity'
----
ALTER USER ann RENAME TO "Ann Lee"
----
ALTER USER ann CONNECTION LIMIT UNLIMITED
----
ALTER USER ann SESSION TIMEOUT 60
----
ALTER USER ann RESET SESSION TIMEOUT
----
ALTER USER ann SET search_path TO lake, '$user', public
----
-- prints: ALTER USER ann SET search_path TO 'lake'
alter user ann set search_path = 'lake'
----
-- prints: ALTER USER ann SET enable_case_sensitive_identifier TO on
ALTER USER ann SET enable_case_sensitive_identifier TO ON
----
ALTER USER ann SET statement_timeout TO 3600000
----
ALTER USER ann SET extra_float_digits TO -2
----
ALTER USER ann SET query_group TO DEFAULT
----
-- prints: ALTER USER ann SET query_group TO "default"
ALTER USER ann SET query_group TO "Default"
----
ALTER USER ann RESET query_group
----
-- prints: ALTER USER ann PASSWORD DISABLE EXTERNALID "ABC123"
-- sqlfluff: it lacks EXTERNALID
ALTER USER ann EXTERNALID "ABC123" PASSWORD DISABLE
----
-- prints: ALTER USER ann CREATEDB SET query_group TO 'etl' RESET search_path
ALTER USER ann SET query_group TO 'etl' CREATEDB RESET search_path
----
DROP USER ann
----
-- prints: DROP USER IF EXISTS "IAM:ann", bob, "Carl"
-- sqlfluff: it drops one at a time
DROP USER IF EXISTS "IAM:ann", Bob, "Carl"
----
-- prints: DROP USER IF EXISTS ann
drop user if exists
  ann
