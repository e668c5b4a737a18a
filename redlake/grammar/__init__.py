"""Redshift SQL, read: tokens, statements, scripts. Pure; no file, socket or clock."""
