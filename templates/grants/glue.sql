GRANT USAGE ON DATABASE "awsdatacatalog" TO {{ glue_user | ident }};
GRANT CREATE ON DATABASE {{ env.database | ident }} TO {{ glue_user | ident }};
{% for database in consume_databases %}
GRANT CREATE ON DATABASE {{ database | ident }} TO {{ glue_user | ident }};
{% endfor %}
{% for database in lake_databases %}
GRANT USAGE ON SCHEMA {{ ("datalake_" ~ database) | ident }} TO {{ glue_user | ident }};
GRANT SELECT ON ALL TABLES IN SCHEMA {{ ("datalake_" ~ database) | ident }} TO {{ glue_user | ident }};
{% endfor %}
GRANT EXECUTE ON PROCEDURE public.refresh_general_insurance_redshift_materialized()
TO {{ glue_user | ident }};
