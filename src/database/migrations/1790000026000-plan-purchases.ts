import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a paid change of plan needs. `whole` is what a whole cycle costs at the price that an invoice bills, so that the next
 * change knows what is paid already; NULL, as in all rows of older servers, is the subtotal. `carried` waits for the next invoice.
 */
const UP = `
  ALTER TABLE invoices ADD COLUMN whole bigint;
  COMMENT ON COLUMN invoices.whole IS 'what a whole cycle costs at the price that it bills; NULL: the subtotal';
  ALTER TABLE subscriptions ADD COLUMN carried bigint NOT NULL DEFAULT 0;
  COMMENT ON COLUMN subscriptions.carried IS 'a line of the next invoice: the difference of a change that was paid late';
`;

const DOWN = `
  ALTER TABLE subscriptions DROP COLUMN carried;
  ALTER TABLE invoices DROP COLUMN whole;
`;

export class PlanPurchases1790000026000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
