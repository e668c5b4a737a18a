-- Only its owner may refresh a materialized view: the Glue job calls this instead.
CREATE OR REPLACE PROCEDURE public.refresh_general_insurance_redshift_materialized()
AS $$
BEGIN
    REFRESH MATERIALIZED VIEW public.general_insurance_redshift_materialized;
END;
$$
LANGUAGE plpgsql
SECURITY DEFINER;
