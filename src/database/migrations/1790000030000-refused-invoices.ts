import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was agreed to pay for a change, and what the provider said when it refused an invoice. The check is validated
 * by a later migration, which locks nobody out. Those few invoices that a bank decides about now are looked at once.
 */
const UP = `
  ALTER TABLE invoices ADD COLUMN agreed bigint;
  COMMENT ON COLUMN invoices.agreed IS 'the most that was agreed to pay for the change, with tax; NULL: nothing was said';
  ALTER TABLE invoices ADD COLUMN refused_because text;
  COMMENT ON COLUMN invoices.refused_because IS 'why the provider refuses it each time: a code of the provider; NULL: it does not';
  ALTER TABLE invoices DROP CONSTRAINT invoices_problem_check;
  ALTER TABLE invoices
    ADD CONSTRAINT invoices_problem_check CHECK (problem IN ('amountMismatch', 'unapplied', 'refused')) NOT VALID;
  UPDATE invoices SET next_attempt_at = now() WHERE status = 'processing' AND NOT test;
`;

const DOWN = `
  UPDATE invoices SET problem = NULL WHERE problem = 'refused';
  ALTER TABLE invoices DROP CONSTRAINT invoices_problem_check;
  ALTER TABLE invoices ADD CONSTRAINT invoices_problem_check CHECK (problem IN ('amountMismatch', 'unapplied')) NOT VALID;
  ALTER TABLE invoices DROP COLUMN refused_because;
  ALTER TABLE invoices DROP COLUMN agreed;
`;

export class RefusedInvoices1790000030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
