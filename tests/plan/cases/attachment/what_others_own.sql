-- Of the policy, too, it can be said that others own it.

---- before

CREATE TABLE sales (id BIGINT);

---- after

CREATE TABLE sales (id BIGINT);
-- managed = false
ATTACH RLS POLICY of_others ON sales TO ROLE auditor;

---- up

BEGIN;

-- managed = false
ATTACH RLS POLICY of_others ON public.sales TO ROLE auditor;

COMMIT;

---- down

BEGIN;

-- managed = false
DETACH RLS POLICY of_others ON public.sales FROM ROLE auditor;

COMMIT;

---- hazards
