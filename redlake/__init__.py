"""redlake keeps an Amazon Redshift that serves a data lake in version control."""

__version__ = "0.1.0"
