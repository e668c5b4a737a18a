-- refused: 42501 the password of a superuser cannot be disabled
-- way out: give it one that nobody knows: an md5 of random bytes
CREATE USER ann PASSWORD DISABLE CREATEUSER;
====
-- refused: 42501 the password of a superuser cannot be disabled
-- way out: give it one that nobody knows: an md5 of random bytes
CREATE USER ann PASSWORD 'Secret_123' CREATEUSER;
ALTER USER ann PASSWORD DISABLE;
====
-- refused: 42501 the password of a superuser cannot be disabled
-- way out: give it one that nobody knows: an md5 of random bytes
CREATE USER ann PASSWORD 'Secret_123';
ALTER USER ann CREATEUSER PASSWORD DISABLE;
====
-- refused: 42501 the password of a superuser cannot be disabled
-- way out: give it one that nobody knows: an md5 of random bytes
CREATE USER ann PASSWORD DISABLE;
ALTER USER ann CREATEUSER;
ALTER USER ann PASSWORD DISABLE;
====
-- refused: 22023 Redshift does not take this password: it must have 8 to 64 characters
-- way out: write 8 to 64 characters, an upper-case and a lower-case letter and a digit among them; or let it be a secret, as in :'secret_x'
CREATE USER ann PASSWORD 'Short_1';
====
-- refused: 22023 Redshift does not take this password: it has no upper-case letter
-- way out: write 8 to 64 characters, an upper-case and a lower-case letter and a digit among them; or let it be a secret, as in :'secret_x'
CREATE USER ann PASSWORD 'secret_123';
====
-- refused: 22023 Redshift does not take this password: it has no lower-case letter
-- way out: write 8 to 64 characters, an upper-case and a lower-case letter and a digit among them; or let it be a secret, as in :'secret_x'
CREATE USER ann PASSWORD 'SECRET_123';
====
-- refused: 22023 Redshift does not take this password: it has no digit
-- way out: write 8 to 64 characters, an upper-case and a lower-case letter and a digit among them; or let it be a secret, as in :'secret_x'
CREATE USER ann PASSWORD 'Secret_word';
====
-- refused: 22023 Redshift does not take this password: it has a quote, a slash, a backslash or an @
-- way out: write 8 to 64 characters, an upper-case and a lower-case letter and a digit among them; or let it be a secret, as in :'secret_x'
CREATE USER ann PASSWORD 'Secret''_123';
====
-- refused: 22023 Redshift does not take this password: it has a space, or a character beyond ASCII
-- way out: write 8 to 64 characters, an upper-case and a lower-case letter and a digit among them; or let it be a secret, as in :'secret_x'
CREATE USER ann PASSWORD DISABLE;
ALTER USER ann PASSWORD 'Secret 123';
