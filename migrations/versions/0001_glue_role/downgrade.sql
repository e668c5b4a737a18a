REVOKE CREATE ON DATABASE {{ env.database | ident }} FROM {{ glue_user | ident }};
REVOKE USAGE ON DATABASE "awsdatacatalog" FROM {{ glue_user | ident }};
DROP USER {{ glue_user | ident }};
