import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

/** An operator looks for the invoice whose number a bank transfer names. Invoices that are not issued have no number. */
export class InvoiceNumbers1790000037030 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'invoices_number_idx', 'invoices (number, id) WHERE number IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX IF EXISTS invoices_number_idx');
  }
}
