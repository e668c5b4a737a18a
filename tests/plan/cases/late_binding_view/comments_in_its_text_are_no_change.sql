

---- before

CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
CREATE VIEW sales AS SELECT id FROM lake.sales WITH NO SCHEMA BINDING;

---- after

CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE DEFAULT;
create view SALES as
select ID -- the key
from lake.sales
with no schema binding;

---- up

---- down

---- hazards
