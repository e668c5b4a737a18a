-- error: expected what to alter, found the end
-- at: end
ALTER TABLE lake.t
----
-- error: expected the end, found .
-- at: .u
ALTER TABLE lake.t RENAME TO lake.u
----
-- error: expected a user name (this word is reserved: quote it), found CURRENT_USER
-- at: CURRENT_USER
ALTER TABLE lake.t OWNER TO CURRENT_USER
----
-- error: expected a name, found the end
-- at: end
ALTER TABLE lake.t RENAME TO
----
-- error: expected a name, found the end
-- at: end
DROP VIEW
----
-- error: expected a name, found the end
-- at: end
DROP VIEW lake.v,
----
-- error: expected the end, found RESTRICT
-- at: RESTRICT
DROP VIEW lake.v CASCADE RESTRICT
----
-- error: expected the end, found lake
-- at: lake.w
DROP VIEW lake.v lake.w
----
-- error: expected the end, found NOT
-- at: NOT
DROP TABLE IF NOT EXISTS lake.t
----
-- error: expected a name (this word is reserved: quote it), found order
-- at: order
DROP TABLE IF EXISTS lake.order
----
-- error: no statement that redlake knows begins with DROP VIEWS
-- at: VIEWS
DROP VIEWS lake.v
----
-- error: no statement that redlake knows begins with DROP MATERIALIZED lake
-- at: lake.m
DROP MATERIALIZED lake.m
----
-- error: expected TABLE or VIEW or COLUMN or CONSTRAINT or DATABASE, found lake
-- at: lake.t
COMMENT ON lake.t IS 'x'
----
-- error: expected a string, found x
-- at: x
COMMENT ON TABLE lake.t IS x
----
-- error: expected IS, found the end
-- at: end
COMMENT ON TABLE lake.t
----
-- error: expected a dot and the column, found IS
-- at: IS
COMMENT ON COLUMN amount IS 'x'
----
-- error: expected the end, found 'y'
-- at: 'y'
COMMENT ON TABLE lake.t IS 'x' 'y'
----
-- error: this name has 128 bytes, and may have 127
-- at: "ä
DROP VIEW lake."ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää"
