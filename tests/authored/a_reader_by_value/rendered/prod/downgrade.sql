-- Revision 0008, downgrade, for prod. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on
