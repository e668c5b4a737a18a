-- refused: 42501 relation finance.ledger is not redlake's to change
-- way out: declare it in a template, or change it where it is kept
-- managed = false
CREATE VIEW daily AS SELECT id FROM finance.ledger;
DROP TABLE finance.ledger;
====
-- refused: 42P01 relation finance.payments does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE ROLE reader;
-- managed = false
GRANT SELECT ON TABLE finance.ledger TO ROLE reader;
GRANT SELECT ON TABLE finance.payments TO ROLE reader;
====
-- refused: 42501 relation finance.ledger is not redlake's to change
-- way out: declare it in a template, or change it where it is kept
CREATE USER ann PASSWORD DISABLE;
CREATE ROLE reader;
-- managed = false
GRANT SELECT ON TABLE finance.ledger TO ROLE reader;
ALTER TABLE finance.ledger OWNER TO ann;
====
-- refused: 42501 role reader is not redlake's to change
-- way out: declare it in a template, or change it where it is kept
CREATE SCHEMA lake;
-- managed = false
GRANT USAGE ON SCHEMA lake TO ROLE reader;
DROP ROLE reader;
====
-- refused: 42501 schema finance is not redlake's to change
-- way out: declare it in a template, or change it where it is kept
CREATE ROLE reader;
-- managed = false
GRANT USAGE ON SCHEMA finance TO ROLE reader;
-- managed = false
DROP SCHEMA finance;
