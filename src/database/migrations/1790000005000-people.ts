import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the version before holds for an owner without a password: well formed, random, and so no password's. Coming up
 * again, these owners have none again.
 */
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$mX+9hzWPxexKQ1SYLGBWqw$eFuuGLMmYP3H01yldwyMPeVfu3IXnI6XKI4gDnjhPis';

/** What people are let in with, beyond passwords and sessions; the address a change came from; limits of rates. */
const UP = `
  CREATE TABLE user_tokens (
    id uuid CONSTRAINT user_tokens_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT user_tokens_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    purpose text NOT NULL,
    email text NOT NULL,
    hash bytea NOT NULL CONSTRAINT user_tokens_hash_key UNIQUE,
    expires_at timestamptz NOT NULL,
    spent_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT user_tokens_purpose_check CHECK (purpose IN ('reset', 'verify'))
  );
  CREATE INDEX user_tokens_user_idx ON user_tokens (user_id);
  COMMENT ON COLUMN user_tokens.email IS 'the address the token was mailed to: the one it proves';

  CREATE TABLE operator_keys (
    id uuid CONSTRAINT operator_keys_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT operator_keys_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    name text NOT NULL,
    hash bytea NOT NULL CONSTRAINT operator_keys_hash_key UNIQUE,
    last_four text NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL
  );
  CREATE INDEX operator_keys_user_idx ON operator_keys (user_id);

  CREATE TABLE invitations (
    business_id uuid NOT NULL CONSTRAINT invitations_business_fkey REFERENCES businesses (id),
    id uuid NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    status text NOT NULL,
    invited_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT invitations_pkey PRIMARY KEY (business_id, id),
    CONSTRAINT invitations_role_check CHECK (role IN ('owner', 'admin', 'member')),
    CONSTRAINT invitations_status_check CHECK (status IN ('pending', 'accepted', 'revoked', 'expired'))
  );
  CREATE UNIQUE INDEX invitations_one_pending ON invitations (business_id, email) WHERE status = 'pending';

  CREATE TABLE invitation_tokens (
    business_id uuid NOT NULL,
    hash bytea NOT NULL,
    invitation_id uuid NOT NULL,
    newest boolean NOT NULL,
    CONSTRAINT invitation_tokens_pkey PRIMARY KEY (business_id, hash),
    CONSTRAINT invitation_tokens_invitation_fkey
      FOREIGN KEY (business_id, invitation_id) REFERENCES invitations (business_id, id) ON DELETE CASCADE
  );
  CREATE INDEX invitation_tokens_invitation_idx ON invitation_tokens (business_id, invitation_id);

  CREATE TABLE rate_limits (
    key varchar(255) CONSTRAINT rate_limits_pkey PRIMARY KEY,
    points integer NOT NULL,
    expire bigint
  );
  COMMENT ON TABLE rate_limits IS 'written by rate-limiter-flexible: failures and calls per account and address';

  ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL;
  UPDATE users SET password_hash = NULL WHERE password_hash = '${NOBODYS}';
  COMMENT ON COLUMN users.password_hash IS 'NULL until an owner whom an operator invited has chosen one';

  ALTER TABLE audit_log ADD COLUMN address text;
  ALTER TABLE operator_audit ADD COLUMN address text;
`;

const DOWN = `
  ALTER TABLE operator_audit DROP COLUMN address;
  ALTER TABLE audit_log DROP COLUMN address;
  UPDATE users SET password_hash = '${NOBODYS}' WHERE password_hash IS NULL;
  ALTER TABLE users ALTER COLUMN password_hash SET NOT NULL;
  DROP TABLE rate_limits;
  DROP TABLE invitation_tokens;
  DROP TABLE invitations;
  DROP TABLE operator_keys;
  DROP TABLE user_tokens;
`;

export class People1790000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
