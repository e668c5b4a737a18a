{% for database in lake_databases %}
CREATE EXTERNAL SCHEMA IF NOT EXISTS {{ ("datalake_" ~ database) | ident }}
FROM DATA CATALOG
DATABASE {{ database | literal }}
IAM_ROLE DEFAULT;

GRANT USAGE ON SCHEMA {{ ("datalake_" ~ database) | ident }} TO {{ glue_user | ident }};
GRANT SELECT ON ALL TABLES IN SCHEMA {{ ("datalake_" ~ database) | ident }} TO {{ glue_user | ident }};
GRANT USAGE ON SCHEMA {{ ("datalake_" ~ database) | ident }}
TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};
GRANT SELECT ON ALL TABLES IN SCHEMA {{ ("datalake_" ~ database) | ident }}
TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};

{% endfor %}
