-- The schemas take their grants with them; the Data Catalog keeps its databases.
{% for database in lake_databases | reverse %}
DROP SCHEMA {{ ("datalake_" ~ database) | ident }};
{% endfor %}
