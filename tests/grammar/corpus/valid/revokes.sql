REVOKE INSERT ON TABLE sales.orders FROM GROUP guests
----
-- prints: REVOKE ALL ON TABLE public.sales FROM "Bob"
revoke all privileges on sales from "Bob" restrict
----
-- sqlfluff: it knows one kind of grantee at a time
REVOKE SELECT ON TABLE sales.orders FROM fred, ROLE reader, GROUP analysts, PUBLIC CASCADE
----
REVOKE GRANT OPTION FOR SELECT, UPDATE ON TABLE sales.orders FROM fred
----
REVOKE SELECT ON TABLE sales.orders FROM restrict, cascade CASCADE
----
REVOKE SELECT ON ALL TABLES IN SCHEMA qa_tickit FROM fred
----
REVOKE SELECT (cust_name, cust_phone), UPDATE (cust_contact_preference) ON TABLE cust.profile FROM GROUP sales_admin
----
-- prints: REVOKE TEMPORARY ON DATABASE tickit FROM PUBLIC
REVOKE TEMP ON DATABASE tickit FROM PUBLIC
----
REVOKE CREATE ON SCHEMA public FROM PUBLIC
----
REVOKE GRANT OPTION FOR ALL ON SCHEMA sales FROM fred CASCADE
----
-- prints: REVOKE EXECUTE ON FUNCTION public.f_sqrt(integer) FROM fred
REVOKE EXECUTE ON FUNCTION f_sqrt(int) FROM fred
----
-- prints: REVOKE EXECUTE ON PROCEDURE etl.refresh(), etl.load(date, character varying) FROM GROUP etl
REVOKE EXECUTE ON PROCEDURE etl.refresh(), etl.load(p_day date, p_text text) FROM GROUP etl
----
REVOKE USAGE ON LANGUAGE sql FROM PUBLIC
----
-- sqlfluff: of the privileges on datashares it knows USAGE only
REVOKE ALTER, SHARE ON DATASHARE salesshare FROM fred
----
REVOKE USAGE ON DATASHARE salesshare FROM NAMESPACE '13b8833d-17c6-4f16-8fe4-1a018f5ed00d'
----
REVOKE USAGE ON DATASHARE salesshare FROM ACCOUNT '123456789012' VIA DATA CATALOG
----
-- sqlfluff: it knows no grants to datashares
REVOKE SELECT ON TABLE sales.orders FROM DATASHARE salesshare
----
-- sqlfluff: it knows no COPY jobs
REVOKE ALL ON COPY JOB load_orders FROM PUBLIC
----
-- sqlfluff: it knows no models
REVOKE GRANT OPTION FOR CREATE MODEL FROM fred
----
-- sqlfluff: it knows no models
REVOKE ALL ON MODEL ml.churn FROM ROLE r
----
-- sqlfluff: it knows no grants by Lake Formation
REVOKE SELECT (order_id) ON EXTERNAL TABLE lake.orders FROM IAM_ROLE 'arn:aws:iam::123456789012:role/a'
----
-- sqlfluff: it knows no grants by Lake Formation
REVOKE GRANT OPTION FOR ALL ON EXTERNAL TABLE lake.orders FROM IAM_ROLE 'arn:aws:iam::123456789012:role/a', IAM_ROLE 'arn:aws:iam::123456789012:role/b'
----
-- sqlfluff: it knows no grants by Lake Formation
REVOKE CREATE ON EXTERNAL SCHEMA lake FROM IAM_ROLE 'arn:aws:iam::123456789012:role/a'
----
-- sqlfluff: it knows no ASSUMEROLE
REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL
----
-- sqlfluff: it knows no ASSUMEROLE
REVOKE ASSUMEROLE ON 'arn:aws:iam::123456789012:role/a' FROM fred, GROUP g FOR COPY, CREATE MODEL
----
-- sqlfluff: it knows scoped permissions in part only
REVOKE SELECT FOR TABLES IN SCHEMA finance DATABASE prod_db FROM finance_reader, ROLE r
----
-- sqlfluff: it knows scoped permissions in part only
REVOKE USAGE FOR SCHEMAS IN DATABASE prod_db FROM ROLE r
----
-- sqlfluff: it knows scoped permissions in part only
REVOKE GRANT OPTION FOR EXECUTE FOR PROCEDURES IN SCHEMA etl FROM fred
----
-- sqlfluff: it knows one role at a time
REVOKE ROLE junior_analyst, ROLE data_entry FROM new_hire, ROLE sales
----
-- prints: REVOKE ADMIN OPTION FOR ROLE "sys:operator" FROM fred
-- sqlfluff: it wants a system role's name in quotes
REVOKE ADMIN OPTION FOR ROLE sys:operator FROM fred
----
-- sqlfluff: it knows few system privileges
REVOKE CREATE OR REPLACE VIEW, IGNORE RLS FROM ROLE r
----
-- sqlfluff: it knows few system privileges
REVOKE ALL FROM ROLE r
----
-- sqlfluff: it knows no grants to policies
REVOKE SELECT ON TABLE sales.territories FROM RLS POLICY by_territory
----
-- prints: REVOKE EXECUTE ON FUNCTION sales.f_mask(character varying) FROM RLS POLICY p, q
-- sqlfluff: it knows no grants to policies
REVOKE EXECUTE ON FUNCTION sales.f_mask(text) FROM RLS POLICY p, q
----
REVOKE CONNECT ON WORKGROUP FROM ROLE "awsidc:analysts"
----
REVOKE CONNECT FROM PUBLIC
