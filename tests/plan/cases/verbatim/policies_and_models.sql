

---- before

---- after

CREATE SCHEMA lake;
CREATE RLS POLICY own_region WITH (region VARCHAR(10)) AS t USING (t.region = current_user);
CREATE MASKING POLICY mask_card WITH (card VARCHAR(256)) USING ('XXXX'::VARCHAR(256));
CREATE MODEL lake.churn FROM (SELECT age, churned FROM lake.customers) TARGET churned FUNCTION predict_churn IAM_ROLE DEFAULT SETTINGS (S3_BUCKET 'models');

---- up

BEGIN;

CREATE SCHEMA lake;

CREATE MASKING POLICY mask_card WITH (card VARCHAR(256)) USING ('XXXX'::VARCHAR(256));

CREATE MODEL lake.churn FROM (SELECT age, churned FROM lake.customers) TARGET churned FUNCTION predict_churn IAM_ROLE DEFAULT SETTINGS (S3_BUCKET 'models');

CREATE RLS POLICY own_region WITH (region VARCHAR(10)) AS t USING (t.region = current_user);

COMMIT;

---- down

BEGIN;

DROP MASKING POLICY mask_card;

-- hazard: destroys data: model lake.churn with what it has learned
DROP MODEL lake.churn;

DROP RLS POLICY own_region;

DROP SCHEMA lake;

COMMIT;

---- hazards

down: destroys data: model lake.churn with what it has learned
