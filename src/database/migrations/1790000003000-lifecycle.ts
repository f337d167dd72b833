import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A cycle's plan version is copied from its subscription's, whose own foreign key holds, and versions are never deleted.
 * Checking it once more for every cycle was a tenth of a renewal.
 */
export class Lifecycle1790000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cycles DROP CONSTRAINT cycles_plan_version_fkey');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE cycles ADD CONSTRAINT cycles_plan_version_fkey FOREIGN KEY (plan_version_id) REFERENCES plan_versions (id)',
    );
  }
}
