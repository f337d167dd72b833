import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reads the invoices once for the check that was added unread. Others read and write them meanwhile. */
export class InvoicesChecked1790000030300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE invoices VALIDATE CONSTRAINT invoices_problem_check');
  }

  async down(): Promise<void> {
    // A check that was read stays so.
  }
}
