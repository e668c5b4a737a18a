-- error: CREATE GROUP has no IF NOT EXISTS
-- at: IF
CREATE GROUP IF NOT EXISTS readers
----
-- error: expected WITH USER or USER, found WITH
-- at: WITH
CREATE GROUP readers WITH ann
----
-- error: expected the end, found bob
-- at: bob
CREATE GROUP readers USER ann bob
----
-- error: expected ADD USER or DROP USER or RENAME TO, found ADD
-- at: ADD
ALTER GROUP readers ADD ann
----
-- error: ALTER GROUP changes one thing at a time
-- at: DROP
ALTER GROUP readers ADD USER ann DROP USER bob
----
-- error: expected ADD USER or DROP USER or RENAME TO, found the end
-- at: end
ALTER GROUP readers
----
-- error: DROP GROUP has no IF EXISTS
-- at: IF
DROP GROUP IF EXISTS readers
----
-- error: DROP GROUP drops one at a time
-- at: ,
DROP GROUP readers, writers
----
-- error: expected a group's name (this word is reserved: quote it), found group
-- at: group
DROP GROUP group
