"""A Redshift on your machine that stands in for an environment.

It knows nothing of redlake but the grammar: what it must know of the environment
comes in as a plain :class:`redlake.sandbox.standin.StandIn`.
"""
