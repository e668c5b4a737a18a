{% for database in lake_databases %}
CREATE EXTERNAL SCHEMA IF NOT EXISTS {{ ("datalake_" ~ database) | ident }}
FROM DATA CATALOG
DATABASE {{ database | literal }}
IAM_ROLE DEFAULT;

{% endfor %}
