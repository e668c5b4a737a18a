"""The one door for writes: guard, lock, segments, journal, resume, verify.

``running`` has the Runner; around it stand what it keeps in a target (``tables``,
``journal``, ``runs``, ``stamp``, ``lock``), what it asks the catalog (``existing``,
``foreign``), and what it tells (``events``).
"""
