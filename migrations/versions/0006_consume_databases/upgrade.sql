CREATE USER "glue_connector" PASSWORD :'secret_glue_connector';

{% for database in consume_databases %}
CREATE DATABASE {{ database | ident }};
GRANT CREATE ON DATABASE {{ database | ident }} TO {{ glue_user | ident }};

\connect {{ database | ident }}
ALTER DEFAULT PRIVILEGES FOR USER {{ glue_user | ident }} IN SCHEMA public
GRANT SELECT ON TABLES TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};
ALTER DEFAULT PRIVILEGES FOR USER "glue_connector" IN SCHEMA public
GRANT SELECT ON TABLES TO ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};
\connect {{ env.database | ident }}

{% endfor %}
