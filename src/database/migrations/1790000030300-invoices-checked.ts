import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reads invoices and subscriptions once for the checks that were added unread. Others read and write them meanwhile. */
const UNREAD: [table: string, check: string][] = [
  ['invoices', 'invoices_problem_check'],
  ['subscriptions', 'subscriptions_end_reason_check'],
  ['subscriptions', 'subscriptions_quantity_check'],
  ['subscriptions', 'subscriptions_price_override_check'],
  ['subscriptions', 'subscriptions_discount_check'],
  ['subscriptions', 'subscriptions_past_due_check'],
];

export class InvoicesChecked1790000030300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, check] of UNREAD)
      await runner.query(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${check}`);
  }

  async down(): Promise<void> {
    // A check that was read stays so.
  }
}
