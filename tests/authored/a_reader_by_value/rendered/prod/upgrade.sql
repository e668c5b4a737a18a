-- Revision 0008, upgrade, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on
