-- Revision 0003, verify, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

-- both views exist
select count(*) = 2
from pg_views
where schemaname = 'public'
  and viewname in (
      'general_insurance_redshift_spectrum', 'general_insurance_redshift_boxplot'
  );

-- the readers' role and group may select from both views
select count(*) = 4
from svv_relation_privileges
where namespace_name = 'public'
  and relation_name in (
      'general_insurance_redshift_spectrum', 'general_insurance_redshift_boxplot'
  )
  and privilege_type = 'SELECT'
  and identity_name in ('datalake_reader', 'datalake_analysts');
