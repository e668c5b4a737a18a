-- A hand-written RENAME is no difference any more: the text says the new name too.

---- before

CREATE ROLE job;
CREATE PROCEDURE refresh() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
GRANT EXECUTE ON PROCEDURE refresh() TO ROLE job;
ALTER PROCEDURE refresh() RENAME TO tidy;

---- after

CREATE ROLE job;
CREATE PROCEDURE tidy() AS $$ BEGIN NULL; END; $$ LANGUAGE plpgsql;
GRANT EXECUTE ON PROCEDURE tidy() TO ROLE job;

---- up

---- down

---- hazards
