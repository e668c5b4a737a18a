"""environments/*.toml -> Environment. Reads files only: no driver, no socket, no AWS.

- ``load`` gives one environment, complete and checked, or says all that is wrong with it;
- ``names`` lists the environments of a project.
"""

from redlake.environment.loading import load, names
from redlake.environment.model import Connection, Environment

__all__ = ["Connection", "Environment", "load", "names"]
