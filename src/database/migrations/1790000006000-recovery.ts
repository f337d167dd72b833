import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sessions know the log-in they come from, users know when their credentials last changed, and a change of e-mail has
 * links of its own. `family_id` may be null, so that servers of the version before can still write sessions.
 */
const UP = `
  ALTER TABLE sessions ADD COLUMN family_id uuid;
  COMMENT ON COLUMN sessions.family_id IS
    'the first session of the log-in that this one was switched to from; NULL for that first session';
  COMMENT ON COLUMN sessions.created_at IS 'when the person logged in; the same for every session of a family';

  ALTER TABLE users ADD COLUMN credentials_changed_at timestamptz;
  COMMENT ON COLUMN users.credentials_changed_at IS
    'when the password or the e-mail address last changed, by the clock of the database';

  ALTER TABLE user_tokens DROP CONSTRAINT user_tokens_purpose_check;
  ALTER TABLE user_tokens ADD CONSTRAINT user_tokens_purpose_check
    CHECK (purpose IN ('reset', 'verify', 'email_change', 'email_stop'));
  UPDATE user_tokens t SET purpose = 'email_change' FROM users u
  WHERE u.id = t.user_id AND t.purpose = 'verify' AND t.email <> u.email AND t.spent_at IS NULL;
`;

const DOWN = `
  DELETE FROM user_tokens WHERE purpose = 'email_stop';
  UPDATE user_tokens SET purpose = 'verify' WHERE purpose = 'email_change';
  ALTER TABLE user_tokens DROP CONSTRAINT user_tokens_purpose_check;
  ALTER TABLE user_tokens ADD CONSTRAINT user_tokens_purpose_check CHECK (purpose IN ('reset', 'verify'));
  ALTER TABLE users DROP COLUMN credentials_changed_at;
  COMMENT ON COLUMN sessions.created_at IS NULL;
  ALTER TABLE sessions DROP COLUMN family_id;
`;

export class Recovery1790000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
