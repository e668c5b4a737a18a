-- refused: 42P01 relation sales.orders does not exist in dev
-- way out: create it before; if others own it, say so in a comment above: "-- managed = false"
CREATE SCHEMA sales;
ALTER TABLE sales.orders ADD COLUMN day DATE;
====
-- refused: 3F000 schema sales does not exist in dev
ALTER TABLE sales.orders ADD COLUMN day DATE;
====
-- refused: 42704 rls policy own_region does not exist in dev
ALTER RLS POLICY own_region USING (true);
====
-- refused: 42704 masking policy mask does not exist in dev
ALTER MASKING POLICY mask USING ('X'::VARCHAR(16));
====
-- refused: 42P01 relation public.sales does not exist in dev
ALTER TABLE sales ROW LEVEL SECURITY ON;
