-- Claims of the AUTO line, as the five numbers of a box plot and two more.
CREATE VIEW public.general_insurance_redshift_boxplot AS
SELECT
    MIN(accidentyeartotalincurredamount) AS minimum,
    PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY accidentyeartotalincurredamount) AS first_quartile,
    PERCENTILE_CONT(0.50) WITHIN GROUP (ORDER BY accidentyeartotalincurredamount) AS median,
    PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY accidentyeartotalincurredamount) AS third_quartile,
    MAX(accidentyeartotalincurredamount) AS maximum,
    AVG(accidentyeartotalincurredamount) AS mean,
    STDDEV(accidentyeartotalincurredamount) AS standard_deviation
FROM awsdatacatalog.syntheticgeneraldata_consume.policydata
WHERE lobcode = 'AUTO'
WITH NO SCHEMA BINDING;
