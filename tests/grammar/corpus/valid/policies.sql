-- prints: ATTACH RLS POLICY policy_concerts ON public.tickit_category_redshift TO ROLE analyst, ROLE dbadmin
ATTACH RLS POLICY policy_concerts ON tickit_category_redshift TO ROLE analyst, ROLE dbadmin
----
-- prints: ATTACH RLS POLICY own_region ON lake.sales, lake.returns TO "IAMR:etl", ROLE analyst, PUBLIC
attach rls policy own_region on table lake.sales, lake.returns to "IAMR:etl", role analyst, public
----
DETACH RLS POLICY own_region ON lake.sales FROM "Bob", PUBLIC
----
-- prints: ATTACH MASKING POLICY mask_card ON public.cards (card, address) USING (card, owner.title) TO ROLE "data team" PRIORITY 20
ATTACH MASKING POLICY mask_card ON cards(card, address) USING (card, "Owner".title) TO ROLE "Data Team" PRIORITY 20
----
-- prints: ATTACH MASKING POLICY mask_card ON public.cards (card) TO ann
ATTACH MASKING POLICY mask_card ON cards (card) TO ann PRIORITY 0
----
ATTACH MASKING POLICY hide_name ON lake.employees (col_person.name.last) TO PUBLIC PRIORITY 30
----
DETACH MASKING POLICY hide_name ON lake.employees (col_person.name, id) FROM ROLE reader
----
-- sqlfluff: ROW LEVEL SECURITY is unknown to it
-- prints: ALTER TABLE public.daily ROW LEVEL SECURITY ON CONJUNCTION TYPE OR FOR DATASHARES
ALTER TABLE daily ROW LEVEL SECURITY ON CONJUNCTION TYPE OR FOR DATASHARES
----
-- sqlfluff: ROW LEVEL SECURITY is unknown to it
ALTER TABLE lake.daily ROW LEVEL SECURITY OFF FOR DATASHARES
