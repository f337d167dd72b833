import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where each account has succeeded from, so that strangers' failures do not hold its owner up there. */
const KNOWN_ADDRESSES = `
  CREATE TABLE known_addresses (
    account text NOT NULL,
    address text NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT known_addresses_pkey PRIMARY KEY (account, address)
  );
  CREATE INDEX known_addresses_seen_at_idx ON known_addresses (seen_at);
  COMMENT ON TABLE known_addresses IS 'account and address as keyed hashes; at most 20 addresses of an account, for 90 days';
`;

/** People who were removed from a business: they are erased with it if they belong nowhere else. */
const FORMER_MEMBERS = `
  CREATE TABLE former_members (
    business_id uuid NOT NULL CONSTRAINT former_members_business_fkey REFERENCES businesses (id),
    member_id uuid NOT NULL,
    user_id uuid NOT NULL CONSTRAINT former_members_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT former_members_pkey PRIMARY KEY (business_id, member_id)
  );
  CREATE INDEX former_members_user_idx ON former_members (user_id);
  INSERT INTO former_members (business_id, member_id, user_id)
  SELECT DISTINCT ON (a.business_id, member_id) a.business_id, (a.after ->> 'memberId')::uuid AS member_id, u.id
  FROM audit_log a JOIN users u ON u.email = a.after ->> 'email'
  WHERE a.action = 'invitation.accepted' AND a.after ->> 'memberId' IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM members m WHERE m.business_id = a.business_id AND m.id = (a.after ->> 'memberId')::uuid);
`;

/** What retention looks for. Logs only grow at their end, which a BRIN index describes in a few pages. */
const INDEXES = `
  CREATE INDEX sessions_rotated_at_idx ON sessions (rotated_at);
  CREATE INDEX spent_refresh_tokens_session_idx ON spent_refresh_tokens (session_id);
  CREATE INDEX user_tokens_expires_at_idx ON user_tokens (expires_at);
  CREATE INDEX invitations_expires_at_idx ON invitations (expires_at);
  CREATE INDEX rate_limits_expire_idx ON rate_limits (expire);
  CREATE INDEX audit_log_at_idx ON audit_log USING brin (at);
  CREATE INDEX operator_audit_at_idx ON operator_audit USING brin (at);
`;

/** Counts begin anew, because the keys of older ones hold addresses in clear. */
const RATE_LIMITS = `
  DELETE FROM rate_limits;
  COMMENT ON TABLE rate_limits IS 'failures, calls and mails per account and address, which are keyed hashes in the key';
`;

const DOWN = `
  COMMENT ON TABLE rate_limits IS 'written by rate-limiter-flexible: failures and calls per account and address';
  DELETE FROM rate_limits;
  DROP INDEX operator_audit_at_idx;
  DROP INDEX audit_log_at_idx;
  DROP INDEX rate_limits_expire_idx;
  DROP INDEX invitations_expires_at_idx;
  DROP INDEX user_tokens_expires_at_idx;
  DROP INDEX spent_refresh_tokens_session_idx;
  DROP INDEX sessions_rotated_at_idx;
  DROP TABLE former_members;
  DROP TABLE known_addresses;
`;

export class Hygiene1790000008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const step of [KNOWN_ADDRESSES, FORMER_MEMBERS, INDEXES, RATE_LIMITS]) await runner.query(step);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
