-- error: expected ON, found .
-- at: .own_region
ATTACH RLS POLICY other.own_region ON lake.sales TO PUBLIC
----
-- error: a group cannot hold policies that are attached
-- at: GROUP
ATTACH RLS POLICY own_region ON lake.sales TO GROUP readers
----
-- error: expected TO, found FROM
-- at: FROM
ATTACH RLS POLICY own_region ON lake.sales FROM PUBLIC
----
-- error: expected (, found TO
-- at: TO
ATTACH MASKING POLICY mask_card ON lake.cards TO PUBLIC
----
-- error: expected the end, found ,
-- at: , ROLE b
ATTACH MASKING POLICY mask_card ON lake.cards (card) TO ROLE a, ROLE b
----
-- error: expected a whole number, found high
-- at: high
ATTACH MASKING POLICY mask_card ON lake.cards (card) TO PUBLIC PRIORITY high
----
-- error: expected ON or OFF, found the end
-- at: end
ALTER TABLE lake.sales ROW LEVEL SECURITY
----
-- error: expected no database before the name, found .
-- at: .own_region
CREATE RLS POLICY other.own_region USING (true)
----
-- error: expected the end, found CASCADE
-- at: CASCADE
DROP MASKING POLICY mask_card CASCADE
----
-- error: expected what to alter, found the end
-- at: end
ALTER RLS POLICY own_region
