import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A new table alone: a server of the release before does not know it, and opens no such link. */
const UP = `
  CREATE TABLE portal_sessions (
    business_id uuid NOT NULL,
    hash bytea NOT NULL,
    user_id uuid NOT NULL,
    return_url text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    spent_at timestamptz,
    CONSTRAINT portal_sessions_pkey PRIMARY KEY (business_id, hash),
    CONSTRAINT portal_sessions_business_fkey FOREIGN KEY (business_id) REFERENCES businesses (id),
    CONSTRAINT portal_sessions_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  );
  CREATE INDEX portal_sessions_expires_at_idx ON portal_sessions (expires_at);
  CREATE INDEX portal_sessions_user_idx ON portal_sessions (user_id);
  COMMENT ON TABLE portal_sessions IS 'links by which a product opens the dashboard for a member';
  COMMENT ON COLUMN portal_sessions.spent_at IS 'when it was opened, or when a change of credentials made it void';
`;

const DOWN = 'DROP TABLE portal_sessions;';

export class PortalSessions1790000029000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
