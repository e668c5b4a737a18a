-- error: expected FROM, found TO
-- at: TO
REVOKE SELECT ON TABLE sales.orders TO fred
----
-- error: a group holds no grant option
-- at: GROUP
REVOKE GRANT OPTION FOR SELECT ON TABLE sales.orders FROM GROUP analysts
----
-- error: PUBLIC holds no grant option
-- at: PUBLIC
REVOKE GRANT OPTION FOR SELECT ON TABLE sales.orders FROM fred, PUBLIC
----
-- error: there is no grant option for privileges on columns
-- at: GRANT
REVOKE GRANT OPTION FOR SELECT (order_id) ON TABLE sales.orders FROM fred
----
-- error: there is no grant option for system privileges
-- at: GRANT
REVOKE GRANT OPTION FOR VACUUM FROM ROLE r
----
-- error: there is no grant option for roles
-- at: GRANT
REVOKE GRANT OPTION FOR ROLE reader FROM fred
----
-- error: there is no admin option for privileges on tables
-- at: ADMIN
REVOKE ADMIN OPTION FOR SELECT ON TABLE sales.orders FROM fred
----
-- error: a role holds no admin option
-- at: ROLE
REVOKE ADMIN OPTION FOR ROLE reader FROM ROLE analyst
----
-- error: there is no grant option for ASSUMEROLE
-- at: GRANT
REVOKE GRANT OPTION FOR ASSUMEROLE ON ALL FROM fred FOR ALL
----
-- error: expected the end, found WITH
-- at: WITH
REVOKE SELECT ON TABLE sales.orders FROM fred WITH GRANT OPTION
----
-- error: expected the end, found RESTRICT
-- at: RESTRICT
REVOKE SELECT ON TABLE sales.orders FROM fred CASCADE RESTRICT
----
-- error: expected the end, found CASCADE
-- at: CASCADE
REVOKE ROLE reader FROM fred CASCADE
----
-- error: a group cannot hold scoped permissions
-- at: GROUP
REVOKE SELECT FOR TABLES IN DATABASE dev FROM GROUP analysts
----
-- error: a user cannot hold system privileges
-- at: fred
REVOKE DROP USER FROM fred
----
-- error: expected ON, found 'arn:aws:iam::123456789012:role/a'
-- at: 'arn:aws:iam::123456789012:role/a'
REVOKE ASSUMEROLE 'arn:aws:iam::123456789012:role/a' FROM fred FOR COPY
----
-- error: expected FROM, found EXISTS
-- at: EXISTS
REVOKE SELECT ON TABLE IF EXISTS sales.orders FROM fred
