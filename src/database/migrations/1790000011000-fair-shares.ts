import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is over leaves the hot path: holds that have expired are behind an index by their end, and grants that are spent
 * or voided are in none. `open` is what the index asks for, and not `burnt`: it changes once, so that burning a part stays
 * on its page (HOT). Keys get room on their pages, because a spend notes when its key was last used.
 */
const UP = [
  `CREATE INDEX allocations_live_idx
     ON allocations (business_id, feature_key, COALESCE(expires_at, 'infinity'::timestamptz))`,
  `CREATE INDEX allocations_expires_at_idx ON allocations (expires_at) WHERE expires_at IS NOT NULL`,
  `ALTER TABLE credit_grants
     ADD COLUMN open boolean NOT NULL GENERATED ALWAYS AS (voided_at IS NULL AND burnt < amount) STORED`,
  `CREATE INDEX credit_grants_open_idx
     ON credit_grants (business_id, feature_key, COALESCE(expires_at, 'infinity'::timestamptz)) WHERE open`,
  `COMMENT ON COLUMN credit_grants.open IS 'something is left that can be burnt, unless it has expired'`,
  `ALTER TABLE businesses ADD COLUMN rate_limit integer
     CONSTRAINT businesses_rate_limit_check CHECK (rate_limit > 0)`,
  `COMMENT ON COLUMN businesses.rate_limit IS 'requests of its bots a minute, in each server; NULL is no limit'`,
  `ALTER TABLE api_keys SET (fillfactor = 80)`,
];

const DOWN = [
  `ALTER TABLE api_keys RESET (fillfactor)`,
  `ALTER TABLE businesses DROP COLUMN rate_limit`,
  `DROP INDEX credit_grants_open_idx`,
  `ALTER TABLE credit_grants DROP COLUMN open`,
  `DROP INDEX allocations_expires_at_idx`,
  `DROP INDEX allocations_live_idx`,
];

export class FairShares1790000011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const step of UP) await runner.query(step);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const step of DOWN) await runner.query(step);
  }
}
