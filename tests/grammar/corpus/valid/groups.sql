CREATE GROUP readers
----
CREATE GROUP readers WITH USER ann, "IAMR:Etl"
----
-- prints: CREATE GROUP readers WITH USER ann
create group Readers user Ann
----
-- prints: CREATE GROUP "data engineers" WITH USER "Bob"
CREATE GROUP "Data Engineers" WITH USER "Bob"
----
CREATE GROUP "group"
----
ALTER GROUP readers ADD USER ann
----
ALTER GROUP readers ADD USER ann, "IAM:Bob", "o""brien"
----
-- prints: ALTER GROUP readers DROP USER ann, bob
alter group readers drop user ann, bob
----
ALTER GROUP readers RENAME TO consumers
----
ALTER GROUP add ADD USER add
----
-- sqlfluff: it lacks DROP GROUP
DROP GROUP readers
----
-- sqlfluff: it lacks DROP GROUP
DROP GROUP "data engineers"
