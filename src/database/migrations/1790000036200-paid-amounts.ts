import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was paid, where it is another amount than the total. The column has no default: a server of the release before goes on, and does
 * not know it. The check is validated by the next migration, which locks nobody out.
 */
const UP = [
  'ALTER TABLE invoices ADD COLUMN paid_amount bigint',
  `COMMENT ON COLUMN invoices.paid_amount IS 'what was paid, in minor units of currency; NULL: the total, or another currency'`,
  'ALTER TABLE invoices DROP CONSTRAINT invoices_times_check',
  check('refunded >= LEAST(total, paid_amount)'),
];

/** The release before knows no invoice that went back with less than its total: such an invoice is paid again, in part sent back. */
const DOWN = [
  `UPDATE invoices SET status = 'paid' WHERE status = 'refunded' AND refunded < total`,
  'ALTER TABLE invoices DROP CONSTRAINT invoices_times_check',
  check('refunded = total'),
  'ALTER TABLE invoices DROP COLUMN paid_amount',
];

export class PaidAmounts1790000036200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const command of UP) await runner.query(command);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const command of DOWN) await runner.query(command);
  }
}

/** SQL that adds the check of the times of an invoice, unread. `allBack` says that all of the money was sent back. */
function check(allBack: string): string {
  return `ALTER TABLE invoices ADD CONSTRAINT invoices_times_check CHECK (
    starts_at < ends_at AND (status NOT IN ('paid', 'refunded', 'chargedBack') OR paid_at IS NOT NULL)
    AND (status = 'void') = (voided_at IS NOT NULL) AND (status <> 'refunded' OR ${allBack})) NOT VALID`;
}
