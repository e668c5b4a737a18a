-- Default privileges would keep their users from being dropped, and are seen only from
-- within their database.
{% for database in consume_databases | reverse %}
\connect {{ database | ident }}
ALTER DEFAULT PRIVILEGES FOR USER "glue_connector" IN SCHEMA public
REVOKE SELECT ON TABLES FROM ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};
ALTER DEFAULT PRIVILEGES FOR USER {{ glue_user | ident }} IN SCHEMA public
REVOKE SELECT ON TABLES FROM ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }};
\connect {{ env.database | ident }}

REVOKE CREATE ON DATABASE {{ database | ident }} FROM {{ glue_user | ident }};
DROP DATABASE {{ database | ident }};

{% endfor %}
DROP USER "glue_connector";
