import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What migration 14000 left, because it would have kept spends waiting: it reads all records, and locks none for others. */
const REFUNDS = `
  UPDATE idempotency_records SET refunded = amount, burns = NULL WHERE refunded_at IS NOT NULL AND refunded = 0;
  ALTER TABLE idempotency_records VALIDATE CONSTRAINT idempotency_records_refunded_check;
`;

/**
 * Servers of the release before know no scope for refunds, and make bots and keys without it until the last of them is
 * replaced. What they make can give back whatever it can spend, as it could before. Servers of this release say that they
 * know the scope.
 */
const SCOPES = `
  ALTER TABLE members ADD COLUMN knows_refunds boolean NOT NULL DEFAULT false;
  ALTER TABLE api_keys ADD COLUMN knows_refunds boolean NOT NULL DEFAULT false;
  COMMENT ON COLUMN members.knows_refunds IS 'made by a server that knows the scope usage:refund';
  COMMENT ON COLUMN api_keys.knows_refunds IS 'made by a server that knows the scope usage:refund';
  CREATE FUNCTION may_refund_what_it_spends() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.scopes := array_append(NEW.scopes, 'usage:refund');
    RETURN NEW;
  END $$;
  CREATE TRIGGER members_of_older_servers BEFORE INSERT ON members FOR EACH ROW
    WHEN (NOT NEW.knows_refunds AND 'usage:write' = ANY (NEW.scopes) AND NOT 'usage:refund' = ANY (NEW.scopes))
    EXECUTE FUNCTION may_refund_what_it_spends();
  CREATE TRIGGER api_keys_of_older_servers BEFORE INSERT ON api_keys FOR EACH ROW
    WHEN (NOT NEW.knows_refunds AND 'usage:write' = ANY (NEW.scopes) AND NOT 'usage:refund' = ANY (NEW.scopes))
    EXECUTE FUNCTION may_refund_what_it_spends();
`;

/** A business that is being erased, chunk by chunk. */
const ERASURES = `
  CREATE TABLE erasures (
    business_id uuid NOT NULL CONSTRAINT erasures_business_fkey REFERENCES businesses (id),
    begun_at timestamptz NOT NULL,
    rows jsonb NOT NULL,
    people integer NOT NULL,
    CONSTRAINT erasures_pkey PRIMARY KEY (business_id)
  );
  COMMENT ON COLUMN erasures.rows IS 'how many rows of each table are erased so far';
  CREATE INDEX invitations_email_idx ON invitations (email);
`;

const DOWN = `
  DROP INDEX invitations_email_idx;
  DROP TABLE erasures;
  DROP TRIGGER api_keys_of_older_servers ON api_keys;
  DROP TRIGGER members_of_older_servers ON members;
  DROP FUNCTION may_refund_what_it_spends;
  ALTER TABLE api_keys DROP COLUMN knows_refunds;
  ALTER TABLE members DROP COLUMN knows_refunds;
`;

export class Faults1790000015000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const step of [REFUNDS, ERASURES, SCOPES]) await runner.query(step);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
