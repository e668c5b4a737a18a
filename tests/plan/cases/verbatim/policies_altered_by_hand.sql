-- What a hand-written ALTER made of policies and models, their texts say no longer.

---- before

CREATE RLS POLICY own WITH (region VARCHAR(10)) USING (region = current_user);
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('X'::VARCHAR(16));
CREATE MODEL churn FROM (SELECT 1 AS one) TARGET one FUNCTION f IAM_ROLE DEFAULT SETTINGS (S3_BUCKET 'models');
ALTER RLS POLICY own USING (region = 'EU');
ALTER MASKING POLICY mask USING ('Y'::VARCHAR(16));
ALTER MODEL churn RETRAIN;

---- after

CREATE RLS POLICY own WITH (region VARCHAR(10)) USING (region = 'EU');
CREATE MASKING POLICY mask WITH (card VARCHAR(16)) USING ('Y'::VARCHAR(16));
CREATE MODEL churn FROM (SELECT 1 AS one) TARGET one FUNCTION g IAM_ROLE DEFAULT SETTINGS (S3_BUCKET 'models');

---- up

---- down

---- hazards
