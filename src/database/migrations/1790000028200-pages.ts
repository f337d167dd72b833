import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What pages show. New columns that may be null rewrite no table; a server of the release before leaves them null. */
const UP = `
  ALTER TABLE test_clocks ADD COLUMN name text;

  CREATE TABLE renewal_history (
    id uuid NOT NULL CONSTRAINT renewal_history_pkey PRIMARY KEY,
    at timestamptz NOT NULL,
    ms integer NOT NULL,
    renewed integer NOT NULL,
    switched integer NOT NULL,
    ended integer NOT NULL,
    set_aside integer NOT NULL
  );
  CREATE INDEX renewal_history_at_idx ON renewal_history (at);
  COMMENT ON TABLE renewal_history IS 'runs of the loop that did something';

  ALTER TABLE sessions ADD COLUMN address text, ADD COLUMN user_agent text;
  COMMENT ON COLUMN sessions.address IS 'where the log-in came from; NULL: through the backend of the product, or before this column';
`;

const DOWN = `
  ALTER TABLE sessions DROP COLUMN address, DROP COLUMN user_agent;
  DROP TABLE renewal_history;
  ALTER TABLE test_clocks DROP COLUMN name;
`;

export class Pages1790000028200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
