"""Redshift's statements as PostgreSQL runs them. No sockets here.

A translation may have to look things up (is this relation a late-binding view?), in the
transaction that it belongs to. So each is a generator: it yields what it asks, is sent
the answer, and returns a :class:`Translation`. Query text is spliced at the positions of
its tokens, never printed anew.

What Redshift refuses is refused by its SQLSTATE and the beginning of its message; what
the sandbox does not imitate fails with ``sandbox: not imitated``, never quietly.
"""
