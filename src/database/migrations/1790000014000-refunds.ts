import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A refund may be partial, so a record keeps how much was given back. Giving back has a scope of its own, which every
 * key keeps that could give back before. The records come last, because everybody who spends with a key waits from there. They are
 * locked for a moment only: the next migration reads their rows.
 */
const UP = `
  UPDATE members SET scopes = array_append(scopes, 'usage:refund')
  WHERE 'usage:write' = ANY (scopes) AND NOT 'usage:refund' = ANY (scopes);
  UPDATE api_keys SET scopes = array_append(scopes, 'usage:refund')
  WHERE 'usage:write' = ANY (scopes) AND NOT 'usage:refund' = ANY (scopes);

  ALTER TABLE idempotency_records ADD COLUMN refunded bigint NOT NULL DEFAULT 0;
  ALTER TABLE idempotency_records
    ADD CONSTRAINT idempotency_records_refunded_check CHECK (refunded BETWEEN 0 AND COALESCE(amount, 0)) NOT VALID;
  COMMENT ON COLUMN idempotency_records.refunded IS 'units of amount that were given back';
  COMMENT ON COLUMN idempotency_records.refunded_at IS 'when units were last given back; NULL is never';
  COMMENT ON COLUMN idempotency_records.burns
    IS 'what credits paid and was not given back, in burn order: [{id, amount}]; NULL is nothing';
`;

/** The version before takes every record with a time of refund for one that was given back as a whole. */
const DOWN = `
  UPDATE api_keys SET scopes = array_remove(scopes, 'usage:refund') WHERE 'usage:refund' = ANY (scopes);
  UPDATE members SET scopes = array_remove(scopes, 'usage:refund') WHERE 'usage:refund' = ANY (scopes);

  ALTER TABLE idempotency_records DROP COLUMN refunded;
  COMMENT ON COLUMN idempotency_records.refunded_at IS NULL;
  COMMENT ON COLUMN idempotency_records.burns IS 'what credits paid, in burn order: [{id, amount}]; NULL is nothing';
`;

export class Refunds1790000014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
