"""Templates and an Environment -> SQL that knows where each character came from.

How it works: while a template is compiled, every piece of its own text and every
``{{ expression }}`` is wrapped in a call that remembers file, line and source
(``tracing``). What these calls return are strings that carry their origin (``fragments``),
and joining them keeps it. Anything that a filter or an operator makes out of such a
string is a plain string again, and so a value to be checked: no computation can pass off
a value as SQL (``safety``).
"""

from redlake.rendering.fragments import Expression
from redlake.rendering.rendered import Rendered, render

__all__ = ["Expression", "Rendered", "render"]
