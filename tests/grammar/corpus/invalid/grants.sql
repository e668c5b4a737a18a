-- error: expected a privilege, found the end
-- at: end
GRANT
----
-- error: expected TO, found the end
-- at: end
GRANT SELECT ON TABLE sales.orders
----
-- error: expected a grantee, found the end
-- at: end
GRANT SELECT ON TABLE sales.orders TO
----
-- error: expected ON or FOR, found sales
-- at: sales.orders
GRANT SELECT sales.orders TO fred
----
-- error: expected ON or FOR, found TO
-- at: TO
GRANT SELECT TO fred
----
-- error: expected a privilege, found TRIGGER
-- at: TRIGGER
GRANT TRIGGER ON TABLE sales.orders TO fred
----
-- error: expected a privilege, found "SELECT"
-- at: "SELECT"
GRANT "SELECT" ON TABLE sales.orders TO fred
----
-- error: SELECT is said twice
-- at: SELECT
GRANT SELECT, SELECT ON TABLE sales.orders TO fred
----
-- error: TEMPORARY is said twice
-- at: TEMPORARY
GRANT TEMP, TEMPORARY ON DATABASE dev TO fred
----
-- error: ALL goes with no other privilege
-- at: SELECT
GRANT ALL, SELECT ON TABLE sales.orders TO fred
----
-- error: ALL goes with no other privilege
-- at: ALL
GRANT SELECT, ALL PRIVILEGES ON TABLE sales.orders TO fred
----
-- error: USAGE is no privilege on a table
-- at: USAGE
GRANT USAGE ON TABLE sales.orders TO fred
----
-- error: SELECT is no privilege on a schema
-- at: SELECT
GRANT SELECT ON SCHEMA sales TO fred
----
-- error: CREATE TABLE is no privilege on a schema
-- at: CREATE
GRANT CREATE TABLE ON SCHEMA sales TO fred
----
-- error: EXECUTE is no privilege on tables
-- at: EXECUTE
GRANT EXECUTE ON ALL TABLES IN SCHEMA sales TO fred
----
-- error: expected IN SCHEMA, found IN
-- at: IN
GRANT SELECT ON ALL TABLES IN DATABASE dev TO fred
----
-- error: expected TABLES or FUNCTIONS or PROCEDURES, found VIEWS
-- at: VIEWS
GRANT SELECT ON ALL VIEWS IN SCHEMA sales TO fred
----
-- error: ALL is no privilege on a language
-- at: ALL
GRANT ALL ON LANGUAGE sql TO fred
----
-- error: ALL is no privilege on a datashare
-- at: ALL
GRANT ALL ON DATASHARE salesshare TO fred
----
-- error: a group cannot hold the grant option
-- at: WITH
GRANT SELECT ON TABLE sales.orders TO GROUP analysts WITH GRANT OPTION
----
-- error: a role cannot hold the grant option
-- at: WITH
GRANT SELECT ON TABLE sales.orders TO fred WITH GRANT OPTION, ROLE reader WITH GRANT OPTION
----
-- error: PUBLIC cannot hold the grant option
-- at: WITH
GRANT SELECT ON TABLE sales.orders TO PUBLIC WITH GRANT OPTION
----
-- error: expected GRANT OPTION, found ADMIN
-- at: ADMIN
GRANT SELECT ON TABLE sales.orders TO fred WITH ADMIN OPTION
----
-- error: expected a user name (this word is reserved: quote it), found USER
-- at: USER
GRANT SELECT ON TABLE sales.orders TO USER fred
----
-- error: expected a user name, found 'fred'
-- at: 'fred'
GRANT SELECT ON TABLE sales.orders TO 'fred'
----
-- error: a user name with a colon stands in quotes
-- at: :reader
GRANT SELECT ON TABLE sales.orders TO IAMR:reader
----
-- error: expected the end, found alice
-- at: alice
GRANT SELECT ON TABLE sales.orders TO fred alice
----
-- error: a namespace cannot hold privileges on tables
-- at: NAMESPACE
GRANT SELECT ON TABLE sales.orders TO NAMESPACE '13b8833d-17c6-4f16-8fe4-1a018f5ed00d'
----
-- error: expected a name (this word is reserved: quote it), found group
-- at: group
GRANT SELECT ON TABLE group TO fred
----
-- error: expected TO, found .
-- at: .d
GRANT SELECT ON TABLE a.b.c.d TO fred
----
-- error: INSERT takes no columns
-- at: (order_id)
GRANT INSERT (order_id) ON TABLE sales.orders TO fred
----
-- error: privileges on columns and on all of a table do not go together
-- at: UPDATE
GRANT SELECT (order_id), UPDATE ON TABLE sales.orders TO fred
----
-- error: expected a name, found )
-- at: )
GRANT SELECT () ON TABLE sales.orders TO fred
----
-- error: SELECT on tables takes no columns
-- at: SELECT
GRANT SELECT (order_id) ON ALL TABLES IN SCHEMA sales TO fred
----
-- error: there is no grant option for privileges on columns
-- at: WITH
GRANT SELECT (order_id) ON TABLE sales.orders TO fred WITH GRANT OPTION
----
-- error: expected (, found TO
-- at: TO
GRANT EXECUTE ON FUNCTION sales.f TO fred
----
-- error: expected a data type, found money
-- at: money)
GRANT EXECUTE ON FUNCTION sales.f(money) TO fred
----
-- error: schemas of several databases do not go together
-- at: my_ds_db.shared
GRANT USAGE ON SCHEMA sales, my_ds_db.shared TO fred
----
-- error: a group cannot hold scoped permissions
-- at: GROUP
GRANT SELECT FOR TABLES IN SCHEMA sales TO GROUP analysts
----
-- error: PUBLIC cannot hold scoped permissions
-- at: PUBLIC
GRANT SELECT FOR TABLES IN SCHEMA sales TO PUBLIC
----
-- error: expected SCHEMA or DATABASE, found sales
-- at: sales
GRANT SELECT FOR TABLES IN sales TO fred
----
-- error: expected DATABASE, found SCHEMA
-- at: SCHEMA
GRANT USAGE FOR SCHEMAS IN SCHEMA sales TO fred
----
-- error: SELECT is no privilege on schemas
-- at: SELECT
GRANT SELECT FOR SCHEMAS IN DATABASE dev TO fred
----
-- error: expected SCHEMAS or TABLES or FUNCTIONS or PROCEDURES or LANGUAGES or COPY JOBS, found VIEWS
-- at: VIEWS
GRANT SELECT FOR VIEWS IN DATABASE dev TO fred
----
-- error: a user cannot hold system privileges
-- at: fred
GRANT CREATE USER TO fred
----
-- error: there is no grant option for system privileges
-- at: WITH
GRANT VACUUM TO ROLE r WITH GRANT OPTION
----
-- error: a user cannot hold system privileges
-- at: fred
GRANT ALL TO fred
----
-- error: expected ON or FOR, found TO
-- at: TO
GRANT CREATE USER, SELECT TO ROLE r
----
-- error: a group cannot hold roles
-- at: GROUP
GRANT ROLE reader TO GROUP analysts
----
-- error: expected ADMIN OPTION, found GRANT
-- at: GRANT
GRANT ROLE reader TO fred WITH GRANT OPTION
----
-- error: a role cannot hold the admin option
-- at: WITH
GRANT ROLE reader TO ROLE analyst WITH ADMIN OPTION
----
-- error: expected ROLE, found writer
-- at: writer
GRANT ROLE reader, writer TO fred
----
-- error: a user cannot hold USAGE on a datashare
-- at: fred
GRANT USAGE ON DATASHARE salesshare TO fred
----
-- error: USAGE of a datashare is its consumers', ALTER and SHARE are not
-- at: USAGE,
GRANT USAGE, SHARE ON DATASHARE salesshare TO fred
----
-- error: expected the end, found ,
-- at: ,
GRANT USAGE ON DATASHARE salesshare TO NAMESPACE 'a', NAMESPACE 'b'
----
-- error: a user cannot hold privileges on external tables
-- at: fred
GRANT SELECT ON EXTERNAL TABLE lake.orders TO fred
----
-- error: PUBLIC cannot hold privileges on external tables
-- at: PUBLIC
GRANT SELECT ON EXTERNAL TABLE lake.orders TO IAM_ROLE 'arn:aws:iam::123456789012:role/a', PUBLIC
----
-- error: UPDATE is no privilege on an external table
-- at: UPDATE
GRANT UPDATE (order_id) ON EXTERNAL TABLE lake.orders TO IAM_ROLE 'arn:aws:iam::123456789012:role/a'
----
-- error: USAGE is no privilege on an external schema
-- at: USAGE
GRANT USAGE ON EXTERNAL SCHEMA lake TO IAM_ROLE 'arn:aws:iam::123456789012:role/a'
----
-- error: expected an ARN in quotes, found 'my-role'
-- at: 'my-role'
GRANT ASSUMEROLE ON 'my-role' TO fred FOR COPY
----
-- error: expected FOR, found the end
-- at: end
GRANT ASSUMEROLE ON ALL TO fred
----
-- error: COPY adds nothing to ALL
-- at: COPY
GRANT ASSUMEROLE ON ALL TO fred FOR ALL, COPY
----
-- error: there is no grant option for ASSUMEROLE
-- at: WITH
GRANT ASSUMEROLE ON ALL TO fred WITH GRANT OPTION FOR COPY
----
-- error: ASSUMEROLE goes with no other privilege
-- at: SELECT
GRANT ASSUMEROLE, SELECT ON ALL TO fred FOR COPY
----
-- error: a policy cannot hold privileges on tables
-- at: RLS
GRANT SELECT ON TABLE sales.orders TO fred, RLS POLICY p
----
-- error: a policy cannot hold privileges on tables
-- at: RLS
GRANT INSERT ON TABLE sales.orders TO RLS POLICY p
----
-- error: a group cannot hold CONNECT
-- at: GROUP
GRANT CONNECT TO GROUP analysts
----
-- error: expected the end, found ,
-- at: ,
GRANT SELECT ON EXTERNAL TABLE lake.orders TO IAM_ROLE 'arn:aws:iam::123456789012:role/a' WITH GRANT OPTION, IAM_ROLE 'arn:aws:iam::123456789012:role/b'
----
-- error: expected DATABASE, found SCHEMA
-- at: SCHEMA
GRANT CREATE FOR COPY JOBS IN SCHEMA etl TO fred
----
-- error: USAGE is no privilege on COPY jobs
-- at: USAGE
GRANT USAGE FOR COPY JOBS IN DATABASE dev TO fred
