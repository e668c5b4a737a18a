{% from "macros.sql" import readers_of_the_lake %}
GRANT SELECT ON public.general_insurance_redshift_spectrum TO {{ readers_of_the_lake() }};
GRANT SELECT ON public.general_insurance_redshift_boxplot TO {{ readers_of_the_lake() }};
GRANT SELECT ON public.general_insurance_redshift_materialized TO {{ readers_of_the_lake() }};
{% for database in lake_databases %}
GRANT USAGE ON SCHEMA {{ ("datalake_" ~ database) | ident }} TO {{ readers_of_the_lake() }};
GRANT SELECT ON ALL TABLES IN SCHEMA {{ ("datalake_" ~ database) | ident }} TO {{ readers_of_the_lake() }};
{% endfor %}
