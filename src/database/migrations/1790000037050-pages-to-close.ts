import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

const toClose = (paidElsewhere: string): string =>
  `invoices (business_id) WHERE pay_url IS NOT NULL AND provider_invoice IS NOT NULL
     AND (status = 'void' OR ${paidElsewhere} AND reference IS DISTINCT FROM provider_invoice)`;

/**
 * Finds invoices whose page has to be closed, also if the money that was paid elsewhere was sent back since. Each index is dropped
 * only when the other one is there.
 */
export class PagesToClose1790000037050 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'invoices_pages_to_close_idx', toClose(`status IN ('paid', 'refunded')`));
    await runner.query('DROP INDEX IF EXISTS invoices_to_close_idx');
  }

  async down(runner: QueryRunner): Promise<void> {
    // A step back is made in a transaction.
    await runner.query(`CREATE INDEX invoices_to_close_idx ON ${toClose(`status = 'paid'`)}`);
    await runner.query('DROP INDEX IF EXISTS invoices_pages_to_close_idx');
  }
}
