CREATE USER {{ glue_user | ident }} PASSWORD DISABLE;
GRANT USAGE ON DATABASE "awsdatacatalog" TO {{ glue_user | ident }};
GRANT CREATE ON DATABASE {{ env.database | ident }} TO {{ glue_user | ident }};
