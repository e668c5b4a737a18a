GRANT SELECT ON TABLE sales.orders TO fred
----
-- prints: GRANT SELECT ON TABLE public.sales TO fred
grant select on sales to fred
----
GRANT SELECT, INSERT, UPDATE, DELETE, DROP, REFERENCES, ALTER, TRUNCATE ON TABLE sales.orders TO ROLE writer
----
-- prints: GRANT ALL ON TABLE sales.orders, sales.returns TO "IAMR:lake-admin" WITH GRANT OPTION
GRANT ALL PRIVILEGES ON TABLE sales.orders, sales.returns TO "IAMR:lake-admin" WITH GRANT OPTION
----
-- prints: GRANT ALL ON TABLE qa_tickit.sales TO GROUP qa_users, GROUP ro_users
GRANT ALL ON qa_tickit.sales TO GROUP qa_users, GROUP ro_users
----
-- sqlfluff: it knows one kind of grantee at a time
GRANT SELECT ON TABLE sales.orders TO "Bob" WITH GRANT OPTION, alice, ROLE reader, GROUP analysts, PUBLIC
----
-- prints: GRANT SELECT ON TABLE consume.sales.orders TO fred
GRANT SELECT ON consume.sales.orders TO fred
----
-- prints: GRANT SELECT ON TABLE "sales data"."orders.2024", "a""b"."tür" TO "IAMR:x y"
GRANT SELECT ON TABLE "Sales Data"."orders.2024", "a""b"."tür" TO "IAMR:x y"
----
-- prints: GRANT SELECT ON TABLE schema.orders TO fred
-- sqlfluff: it takes the word SCHEMA for no name
GRANT SELECT ON schema.orders TO fred
----
-- prints: GRANT SELECT ON TABLE public.model TO fred
GRANT SELECT ON model TO fred
----
-- prints: GRANT SELECT ON TABLE public."group", public.template, public.database TO fred
GRANT SELECT ON "group", template, database TO fred
----
-- prints: GRANT SELECT ON TABLE sales.role TO "role"
GRANT SELECT ON TABLE sales.role TO role
----
-- prints: GRANT SELECT ON TABLE sales.orders TO ROLE role, ROLE "user", "account", "datashare", "public"
-- sqlfluff: it knows one kind of grantee at a time
GRANT SELECT ON TABLE sales.orders TO ROLE role, ROLE "user", account, datashare, "public"
----
-- prints: GRANT SELECT ON TABLE sales.orders TO fred
GRANT SELECT ON TABLE sales.orders -- the daily ones
TO /* not for /* long */ */ fred
----
GRANT SELECT ON ALL TABLES IN SCHEMA qa_tickit TO fred
----
GRANT ALL ON ALL TABLES IN SCHEMA my_ds_db.my_shared_schema TO ROLE data_eng
----
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA f, g TO fred WITH GRANT OPTION
----
-- prints: GRANT ALL ON ALL PROCEDURES IN SCHEMA etl TO GROUP etl
GRANT ALL PRIVILEGES ON ALL PROCEDURES IN SCHEMA etl TO GROUP etl
----
GRANT SELECT (cust_name, cust_phone) ON TABLE cust.profile TO user1
----
-- prints: GRANT SELECT (cust_name, cust_phone), UPDATE (cust_contact_preference) ON TABLE cust.profile TO GROUP sales_admin
grant select(cust_name, cust_phone), update(cust_contact_preference) on cust.profile to group sales_admin
----
-- prints: GRANT ALL (name, "order") ON TABLE cust.profile TO ROLE r, PUBLIC
-- sqlfluff: it knows one kind of grantee at a time
GRANT ALL ("Name", "order") ON TABLE cust.profile TO ROLE r, PUBLIC
----
GRANT CREATE, USAGE, TEMPORARY, ALTER ON DATABASE dev TO fred
----
-- prints: GRANT TEMPORARY ON DATABASE dev, test TO PUBLIC
GRANT TEMP ON DATABASE dev, test TO PUBLIC
----
GRANT USAGE ON DATABASE awsdatacatalog TO "IAMR:reader"
----
GRANT ALL ON DATABASE dev TO fred WITH GRANT OPTION
----
GRANT CREATE, USAGE, ALTER, DROP ON SCHEMA sales TO ROLE r
----
GRANT ALL ON SCHEMA sales, returns TO GROUP g
----
GRANT CREATE, USAGE ON SCHEMA my_ds_db.my_shared_schema TO ROLE data_eng
----
-- prints: GRANT EXECUTE ON FUNCTION sales.f_tax(integer, character varying, numeric) TO fred
GRANT EXECUTE ON FUNCTION sales.f_tax(INT, VARCHAR(20), DECIMAL(10, 2)) TO fred
----
GRANT EXECUTE ON FUNCTION sales.f() TO fred WITH GRANT OPTION
----
-- prints: GRANT ALL ON FUNCTION sales.f(numeric, timestamp with time zone, double precision), sales.g(timestamp with time zone) TO ROLE r
GRANT ALL ON FUNCTION sales.f(amount numeric, at timestamp with time zone, double precision), sales.g(TIMESTAMPTZ) TO ROLE r
----
-- prints: GRANT EXECUTE ON PROCEDURE etl.refresh(date, date) TO GROUP etl
GRANT EXECUTE ON PROCEDURE etl.refresh(p_from date, p_to date) TO GROUP etl
----
-- prints: GRANT EXECUTE ON PROCEDURE etl.load(character varying, integer, time with time zone, timestamp without time zone) TO fred
GRANT EXECUTE ON PROCEDURE etl.load(character varying(256), time int, "time" time with time zone, timestamp) TO fred
----
GRANT USAGE ON LANGUAGE plpythonu TO GROUP udf_devs
----
GRANT USAGE ON LANGUAGE sql, plpgsql TO fred WITH GRANT OPTION
----
-- sqlfluff: of the privileges on datashares it knows USAGE only
GRANT ALTER, SHARE ON DATASHARE salesshare TO fred WITH GRANT OPTION, ROLE r
----
GRANT USAGE ON DATASHARE salesshare TO NAMESPACE '13b8833d-17c6-4f16-8fe4-1a018f5ed00d'
----
GRANT USAGE ON DATASHARE salesshare TO ACCOUNT '123456789012'
----
-- prints: GRANT USAGE ON DATASHARE salesshare TO ACCOUNT '123456789012' VIA DATA CATALOG
GRANT USAGE ON DATASHARE salesshare TO ACCOUNT '123456789012' via data catalog
----
-- sqlfluff: it knows no grants to datashares
GRANT USAGE ON SCHEMA sales TO DATASHARE salesshare
----
-- sqlfluff: it knows no grants to datashares
GRANT SELECT, INSERT ON TABLE sales.orders, sales.returns TO DATASHARE salesshare
----
-- sqlfluff: it knows no COPY jobs
GRANT ALTER, DROP ON COPY JOB load_orders, load_returns TO fred
----
-- prints: GRANT ALL ON COPY JOB load_orders TO ROLE r
-- sqlfluff: it knows no COPY jobs
GRANT ALL PRIVILEGES ON COPY JOB load_orders TO ROLE r
----
-- sqlfluff: it knows no models
GRANT EXECUTE ON MODEL ml.churn TO fred, GROUP scientists
----
-- prints: GRANT ALL ON MODEL public.churn TO ROLE r
-- sqlfluff: it knows no models
GRANT ALL ON MODEL churn TO ROLE r
----
-- sqlfluff: it knows no templates
GRANT USAGE ON TEMPLATE etl.csv_template TO ROLE loader
----
-- sqlfluff: it knows no models
GRANT CREATE MODEL TO fred WITH GRANT OPTION, GROUP scientists, PUBLIC
----
-- sqlfluff: it knows no grants by Lake Formation
GRANT SELECT ON EXTERNAL TABLE lake.orders TO IAM_ROLE 'arn:aws:iam::123456789012:role/myGrantee'
----
-- sqlfluff: it knows no grants by Lake Formation
GRANT SELECT, ALTER, DROP, DELETE, INSERT ON EXTERNAL TABLE lake.orders, lake.returns TO IAM_ROLE 'arn:aws:iam::123456789012:role/a', IAM_ROLE 'arn:aws:iam::123456789012:role/b' WITH GRANT OPTION
----
-- sqlfluff: it knows no grants by Lake Formation
GRANT ALL (order_id, day) ON EXTERNAL TABLE lake.orders TO IAM_ROLE 'arn:aws:iam::123456789012:role/a'
----
GRANT ALL ON EXTERNAL TABLE lake.orders TO PUBLIC
----
-- sqlfluff: it knows no grants by Lake Formation
GRANT CREATE, ALTER, DROP ON EXTERNAL SCHEMA lake TO IAM_ROLE 'arn:aws:iam::123456789012:role/a' WITH GRANT OPTION
----
-- sqlfluff: it knows no ASSUMEROLE
GRANT ASSUMEROLE ON 'arn:aws:iam::123456789012:role/Redshift-S3-Read' TO reg_user1, GROUP g, ROLE r, PUBLIC FOR COPY
----
-- prints: GRANT ASSUMEROLE ON 'arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/b' TO reg_user1 FOR COPY, UNLOAD, EXTERNAL FUNCTION, CREATE MODEL
-- sqlfluff: it knows no ASSUMEROLE
grant assumerole on 'arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/b' to reg_user1 for copy, unload, external function, create model
----
-- sqlfluff: it knows no ASSUMEROLE
GRANT ASSUMEROLE ON DEFAULT TO fred FOR ALL
----
-- sqlfluff: it knows no ASSUMEROLE
GRANT ASSUMEROLE ON ALL TO GROUP g FOR UNLOAD
----
GRANT CREATE, USAGE, ALTER, DROP FOR SCHEMAS IN DATABASE sales_db TO ROLE sales
----
GRANT ALL FOR SCHEMAS IN DATABASE sales_db TO bob WITH GRANT OPTION
----
-- sqlfluff: it knows scoped permissions in part only
GRANT SELECT FOR TABLES IN DATABASE sales_db TO alice WITH GRANT OPTION, ROLE r
----
-- sqlfluff: it knows scoped permissions in part only
GRANT SELECT, INSERT, UPDATE, DELETE, DROP, ALTER, TRUNCATE, REFERENCES FOR TABLES IN SCHEMA share_schema DATABASE share_db TO bob
----
-- prints: GRANT ALL FOR TABLES IN SCHEMA "share schema" TO ROLE r
GRANT ALL PRIVILEGES FOR TABLES IN SCHEMA "Share Schema" TO ROLE r
----
GRANT EXECUTE FOR FUNCTIONS IN SCHEMA sales_schema TO bob
----
-- sqlfluff: it knows scoped permissions in part only
GRANT EXECUTE FOR PROCEDURES IN SCHEMA sales_schema DATABASE sales_db TO ROLE r
----
GRANT ALL FOR FUNCTIONS IN DATABASE sales_db TO ROLE r
----
GRANT USAGE FOR LANGUAGES IN DATABASE sales_db TO ROLE r
----
GRANT CREATE, ALTER, DROP FOR COPY JOBS IN DATABASE sales_db TO bob
----
-- sqlfluff: it knows no grants to datashares
GRANT INSERT, SELECT FOR TABLES IN DATABASE sales_db TO DATASHARE salesshare
----
GRANT ROLE sample_role1 TO user1
----
-- sqlfluff: it knows one role at a time
GRANT ROLE sample_role1, ROLE sample_role2 TO user1 WITH ADMIN OPTION, user2, ROLE sample_role3
----
-- prints: GRANT ROLE "sys:monitor" TO "IAMR:role-name"
-- sqlfluff: it wants a system role's name in quotes
GRANT ROLE sys:monitor TO "IAMR:role-name"
----
GRANT ROLE "sys:monitor" TO ROLE monitor
----
-- prints: GRANT ROLE "sys:operator" TO "Database-User"
-- sqlfluff: it wants a system role's name in quotes
GRANT ROLE SYS:OPERATOR TO "Database-User"
----
-- sqlfluff: it knows few system privileges
GRANT CREATE USER TO ROLE r
----
-- sqlfluff: it knows few system privileges
GRANT CREATE ROLE, DROP ROLE, DROP USER, ALTER USER, CREATE SCHEMA, DROP SCHEMA, ALTER DEFAULT PRIVILEGES TO ROLE secadmin
----
-- sqlfluff: it knows few system privileges
GRANT ACCESS CATALOG, ACCESS SYSTEM TABLE, ANALYZE, CANCEL, VACUUM, TRUNCATE TABLE TO ROLE operator
----
-- sqlfluff: it knows few system privileges
GRANT CREATE TABLE, DROP TABLE, ALTER TABLE, CREATE OR REPLACE FUNCTION, CREATE OR REPLACE EXTERNAL FUNCTION, DROP FUNCTION, CREATE OR REPLACE PROCEDURE, DROP PROCEDURE, CREATE OR REPLACE VIEW, DROP VIEW TO ROLE a, ROLE b
----
-- sqlfluff: it knows no models
GRANT CREATE MODEL, DROP MODEL, CREATE DATASHARE, ALTER DATASHARE, DROP DATASHARE, CREATE LIBRARY, DROP LIBRARY TO ROLE r
----
-- sqlfluff: it knows few system privileges
GRANT EXPLAIN RLS, EXPLAIN MASKING, IGNORE RLS TO ROLE auditor
----
-- prints: GRANT ALL TO ROLE dba
-- sqlfluff: it knows few system privileges
GRANT ALL PRIVILEGES TO ROLE dba
----
-- sqlfluff: it knows no grants to policies
GRANT SELECT ON TABLE sales.territories TO RLS POLICY by_territory, by_brand
----
-- prints: GRANT SELECT ON TABLE public.credit_cards TO MASKING POLICY mask_card
-- sqlfluff: it knows no grants to policies
GRANT SELECT ON credit_cards TO MASKING POLICY mask_card
----
-- prints: GRANT EXECUTE ON FUNCTION sales.f_mask(character varying) TO MASKING POLICY mask_card
-- sqlfluff: it knows no grants to policies
GRANT EXECUTE ON FUNCTION sales.f_mask(text) TO MASKING POLICY mask_card
----
-- prints: GRANT CONNECT TO "AWSIDC:alice@example.com"
GRANT CONNECT TO USER "AWSIDC:alice@example.com"
----
GRANT CONNECT ON WORKGROUP TO ROLE "awsidc:analysts"
----
GRANT CONNECT ON WORKGROUP TO PUBLIC
