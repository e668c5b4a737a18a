-- refused: 42939 role "sys:reader" is built in: names that begin with sys: or ds: are Redshift's own
-- way out: grant it as it is, or name another role
CREATE ROLE "sys:reader";
====
-- refused: 42939 role "ds:sales" is built in: names that begin with sys: or ds: are Redshift's own
-- way out: grant it as it is, or name another role
CREATE ROLE reader;
ALTER ROLE reader RENAME TO "ds:sales";
====
-- refused: 42939 role "sys:dba" is built in: names that begin with sys: or ds: are Redshift's own
-- way out: grant it as it is, or name another role
CREATE USER ann PASSWORD DISABLE;
ALTER ROLE "sys:dba" OWNER TO ann;
====
-- refused: 42939 role "sys:monitor" is built in: names that begin with sys: or ds: are Redshift's own
-- way out: grant it as it is, or name another role
DROP ROLE "sys:monitor";
