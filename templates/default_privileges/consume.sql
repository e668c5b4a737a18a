{% from "macros.sql" import readers_of_the_lake %}
-- What the Glue job, or its connection, creates is readable from the start.
{% for database in consume_databases %}
\connect {{ database | ident }}
ALTER DEFAULT PRIVILEGES FOR USER {{ glue_user | ident }} IN SCHEMA public
GRANT SELECT ON TABLES TO {{ readers_of_the_lake() }};
ALTER DEFAULT PRIVILEGES FOR USER "glue_connector" IN SCHEMA public
GRANT SELECT ON TABLES TO {{ readers_of_the_lake() }};
{% endfor %}
\connect {{ env.database | ident }}
