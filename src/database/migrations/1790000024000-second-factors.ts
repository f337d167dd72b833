import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A new column that is null is no rewrite of `sessions`. A server of the release before leaves it null: nothing was shown. */
const UP = `
  CREATE TABLE second_factors (
    user_id uuid NOT NULL,
    secret text NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0,
    CONSTRAINT second_factors_pkey PRIMARY KEY (user_id),
    CONSTRAINT second_factors_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );
  COMMENT ON TABLE second_factors IS 'the authenticator app of a person';
  COMMENT ON COLUMN second_factors.secret IS 'encrypted with a key derived from JWT_SECRET';
  COMMENT ON COLUMN second_factors.last_step IS 'the time step of the last code that was used; no earlier one is good';

  CREATE TABLE recovery_codes (
    user_id uuid NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, hash),
    CONSTRAINT recovery_codes_user_fkey FOREIGN KEY (user_id) REFERENCES second_factors (user_id) ON DELETE CASCADE
  );
  COMMENT ON TABLE recovery_codes IS 'codes for the day when the app is lost; used ones are deleted';

  ALTER TABLE sessions ADD COLUMN second_factor_at timestamptz;
  COMMENT ON COLUMN sessions.second_factor_at IS 'when its person last showed a code; NULL for never';
`;

const DOWN = `
  ALTER TABLE sessions DROP COLUMN second_factor_at;
  DROP TABLE recovery_codes, second_factors;
`;

export class SecondFactors1790000024000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
