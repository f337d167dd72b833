import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A column without a default: a server of the release before goes on, and does not know it. The column is there already after the
 * restore of an older backup, which holds collecting in the transaction that loads the rows.
 */
const UP = 'ALTER TABLE payment_cursor ADD COLUMN IF NOT EXISTS held_since timestamptz';
const COMMENT = `COMMENT ON COLUMN payment_cursor.held_since IS 'nothing is collected since then, until an operator says so; NULL: it is'`;
const DOWN = 'ALTER TABLE payment_cursor DROP COLUMN held_since';

export class HeldPayments1790000034000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
    await runner.query(COMMENT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
