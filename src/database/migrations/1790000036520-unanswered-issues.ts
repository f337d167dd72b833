import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

const MEANING = 'calls in a row that the provider did not answer';

/**
 * Finds void invoices that the provider may still have open, because their issue got no answer. There are few. A server of the
 * release before does not look for them.
 */
export class UnansweredIssues1790000036520 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const rows = `invoices (business_id) WHERE status = 'void' AND provider_invoice IS NULL AND outages > 0`;
    await buildIndex(runner, 'invoices_unanswered_idx', rows);
    const more = `${MEANING}; of a void invoice without provider_invoice: not 0 if the provider may have issued it`;
    await runner.query(`COMMENT ON COLUMN invoices.outages IS '${more}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`COMMENT ON COLUMN invoices.outages IS '${MEANING}'`);
    await runner.query('DROP INDEX IF EXISTS invoices_unanswered_idx');
  }
}
