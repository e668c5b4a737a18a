-- refused: 42704 rls policy p does not exist in dev
CREATE TABLE sales (id BIGINT);
ATTACH RLS POLICY p ON sales TO PUBLIC;
====
-- refused: 42P01 relation public.sales does not exist in dev
CREATE RLS POLICY p USING (true);
ATTACH RLS POLICY p ON TABLE sales TO PUBLIC;
====
-- refused: 42704 role reader does not exist
CREATE TABLE cards (card VARCHAR(16));
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16));
ATTACH MASKING POLICY mask ON cards (card) TO ROLE reader;
====
-- refused: 42710 rls policy p on public.sales for PUBLIC already exists
CREATE TABLE sales (id BIGINT);
CREATE RLS POLICY p USING (true);
ATTACH RLS POLICY p ON sales TO PUBLIC;
ATTACH RLS POLICY p ON sales TO PUBLIC;
====
-- refused: 42704 masking policy mask on public.cards (card) for PUBLIC is not attached
CREATE TABLE cards (card VARCHAR(16), name VARCHAR(16));
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16));
ATTACH MASKING POLICY mask ON cards (name) TO PUBLIC;
DETACH MASKING POLICY mask ON cards (card) FROM PUBLIC;
====
-- refused: 2BP01 rls policy p in dev cannot be dropped because rls policy p on public.sales for PUBLIC depends on it
CREATE TABLE sales (id BIGINT);
CREATE RLS POLICY p USING (true);
ATTACH RLS POLICY p ON sales TO PUBLIC;
DROP RLS POLICY p;
====
-- refused: 2BP01 masking policy mask in dev cannot be dropped because masking policy mask on public.cards (card) for PUBLIC depends on it
CREATE TABLE cards (card VARCHAR(16));
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16));
ATTACH MASKING POLICY mask ON cards (card) TO PUBLIC;
DROP MASKING POLICY mask;
====
-- refused: 55006 role reader can't be dropped because it has a policy attached: masking policy mask on public.cards (card) for role reader
CREATE ROLE reader;
CREATE TABLE cards (card VARCHAR(16));
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16));
ATTACH MASKING POLICY mask ON cards (card) TO ROLE reader;
DROP ROLE reader;
