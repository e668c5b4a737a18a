"""``python -m redlake`` is the ``redlake`` command."""

from redlake.cli import main

if __name__ == "__main__":
    main()
