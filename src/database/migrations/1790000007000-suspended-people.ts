import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People can be suspended, operator keys can expire, and a person's sessions go when the person does. */
const UP = `
  ALTER TABLE users ADD COLUMN suspended_at timestamptz;
  COMMENT ON COLUMN users.suspended_at IS 'set by an operator: no session of this person is opened or kept';
  CREATE INDEX users_operators_idx ON users (id) WHERE operator;

  ALTER TABLE operator_keys ADD COLUMN expires_at timestamptz;

  ALTER TABLE sessions DROP CONSTRAINT sessions_user_fkey;
  ALTER TABLE sessions ADD CONSTRAINT sessions_user_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
`;

const DOWN = `
  ALTER TABLE sessions DROP CONSTRAINT sessions_user_fkey;
  ALTER TABLE sessions ADD CONSTRAINT sessions_user_fkey FOREIGN KEY (user_id) REFERENCES users (id);

  UPDATE operator_keys SET revoked_at = now() WHERE expires_at <= now() AND revoked_at IS NULL;
  ALTER TABLE operator_keys DROP COLUMN expires_at;

  DROP INDEX users_operators_idx;
  ALTER TABLE users DROP COLUMN suspended_at;
`;

export class SuspendedPeople1790000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
