-- Revision 0003, downgrade, for test. Rendered and frozen: what is here runs.
\set ON_ERROR_STOP on

BEGIN;

DROP VIEW public.general_insurance_redshift_boxplot;

DROP VIEW public.general_insurance_redshift_spectrum;

COMMIT;
