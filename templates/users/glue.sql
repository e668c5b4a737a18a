-- The Glue jobs log in through IAM. Created here because grants need the user to exist
-- before the role's first connection would create it.
CREATE USER {{ glue_user | ident }} PASSWORD DISABLE;

-- The Glue connection logs in with a password, which Secrets Manager keeps.
CREATE USER "glue_connector" PASSWORD :'secret_glue_connector';
