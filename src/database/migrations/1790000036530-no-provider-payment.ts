import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Drops a column that nothing writes or reads. */
export class NoProviderPayment1790000036530 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE invoices DROP COLUMN IF EXISTS provider_payment');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE invoices ADD COLUMN provider_payment text');
  }
}
