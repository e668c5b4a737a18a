-- error: expected PASSWORD, found the end
-- at: end
CREATE USER ann
----
-- error: expected PASSWORD, found CREATEDB
-- at: CREATEDB
CREATE USER ann CREATEDB PASSWORD DISABLE
----
-- error: CREATE USER has no IF NOT EXISTS
-- at: IF
CREATE USER IF NOT EXISTS ann PASSWORD DISABLE
----
-- error: expected a user name (this word is reserved: quote it), found user
-- at: user
CREATE USER user PASSWORD DISABLE
----
-- error: PUBLIC is everyone, and no user
-- at: public
CREATE USER public PASSWORD DISABLE
----
-- error: expected a user name, found ""
-- at: ""
CREATE USER "" PASSWORD DISABLE
----
-- error: expected a user name, found a string
-- at: 'ann'
CREATE USER 'ann' PASSWORD DISABLE
----
-- error: a name with a colon stands outside quotes
-- at: :etl
CREATE USER IAMR:etl PASSWORD DISABLE
----
-- error: expected 'a password', DISABLE or :'a_secret', found the end
-- at: end
CREATE USER ann PASSWORD
----
-- error: what follows PASSWORD is no string
-- at: Abcdef12
CREATE USER ann PASSWORD Abcdef12
----
-- error: what follows PASSWORD is no psql variable
-- at: 'secret_ann'
CREATE USER ann PASSWORD : 'secret_ann'
----
-- error: what follows PASSWORD is no psql variable
-- at: secret_ann
CREATE USER ann PASSWORD :secret_ann
----
-- error: what follows PASSWORD is no psql variable
-- at: 'secret
CREATE USER ann PASSWORD :'secret ann'
----
-- error: expected an option of CREATE USER, found a string
-- at: 'Abcdef12'
CREATE USER ann PASSWORD DISABLE 'Abcdef12'
----
-- error: NOCREATEDB does not go with CREATEDB
-- at: NOCREATEDB
CREATE USER ann PASSWORD DISABLE CREATEDB NOCREATEDB
----
-- error: CONNECTION LIMIT is said twice
-- at: CONNECTION
CREATE USER ann PASSWORD DISABLE CONNECTION LIMIT 5 CONNECTION LIMIT 6
----
-- error: expected a number or UNLIMITED, found -
-- at: -2
CREATE USER ann PASSWORD DISABLE CONNECTION LIMIT -2
----
-- error: expected a number or UNLIMITED, found many
-- at: many
CREATE USER ann PASSWORD DISABLE CONNECTION LIMIT many
----
-- error: expected a whole number, found 1.5
-- at: 1.5
CREATE USER ann PASSWORD DISABLE SESSION TIMEOUT 1.5
----
-- error: expected an option of CREATE USER, found RESET
-- at: RESET
CREATE USER ann PASSWORD DISABLE RESET SESSION TIMEOUT
----
-- error: expected an option of CREATE USER, found SET
-- at: SET
CREATE USER ann PASSWORD DISABLE SET search_path TO lake
----
-- error: expected RESTRICTED or UNRESTRICTED, found FULL
-- at: FULL
CREATE USER ann PASSWORD DISABLE SYSLOG ACCESS FULL
----
-- error: expected a string, found tomorrow
-- at: tomorrow
CREATE USER ann PASSWORD DISABLE VALID UNTIL tomorrow
----
-- error: expected a name, found the end
-- at: end
CREATE USER ann PASSWORD DISABLE IN GROUP
----
-- error: expected an option of CREATE USER, found IN
-- at: IN
CREATE USER ann PASSWORD DISABLE IN ROLE reader
----
-- error: expected an id in double quotes, found a string
-- at: 'ABC123'
CREATE USER ann PASSWORD DISABLE EXTERNALID 'ABC123'
----
-- error: expected an option of ALTER USER, found the end
-- at: end
ALTER USER ann
----
-- error: ALTER USER puts nobody in a group
-- at: IN
ALTER USER ann IN GROUP readers
----
-- error: expected an option of ALTER USER, found ,
-- at: ,
ALTER USER ann CREATEDB,
----
-- error: RESET SESSION TIMEOUT does not go with SESSION TIMEOUT
-- at: RESET
ALTER USER ann SESSION TIMEOUT 60 RESET SESSION TIMEOUT
----
-- error: RESET query_group does not go with SET query_group
-- at: RESET
ALTER USER ann SET query_group TO 'a' RESET query_group
----
-- error: expected TO or =, found a string
-- at: 'a'
ALTER USER ann SET query_group 'a'
----
-- error: expected a value, found the end
-- at: end
ALTER USER ann SET query_group TO
----
-- error: expected a number, found x
-- at: x
ALTER USER ann SET query_group TO -x
----
-- error: expected an option of ALTER USER, found RENAME
-- at: RENAME
ALTER USER ann RENAME ann2
----
-- error: DROP USER has no CASCADE
-- at: CASCADE
DROP USER ann CASCADE
----
-- error: expected a user name, found the end
-- at: end
DROP USER
----
-- error: expected the end, found bob
-- at: bob
DROP USER ann bob
----
-- error: a name with a colon stands outside quotes
-- at: :ann
ALTER USER IAM:ann CREATEDB
----
-- error: a name with a colon stands outside quotes
-- at: :etl
DROP USER IF EXISTS IAMR:etl
----
-- error: expected 1, found the end
-- at: end
CREATE USER ann PASSWORD DISABLE CONNECTION LIMIT -
----
-- error: expected a whole number, found 1000000000000000000000
-- at: 1000000000000000000000
CREATE USER ann PASSWORD DISABLE CONNECTION LIMIT 1000000000000000000000
----
-- error: this name has 128 bytes, and may have 127
-- at: a
CREATE USER aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa PASSWORD DISABLE
