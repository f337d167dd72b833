import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reads subscriptions once for the check that was added unread. Others read and write them meanwhile. */
export class SeatsChecked1790000032100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE subscriptions VALIDATE CONSTRAINT subscriptions_pending_quantity_check');
  }

  async down(): Promise<void> {
    // A check that was read stays so.
  }
}
