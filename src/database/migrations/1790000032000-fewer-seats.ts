import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A column without a default: a server of the release before goes on, and does not know it. The check is validated by the next
 * migration, which locks nobody out.
 */
const UP = `
  ALTER TABLE subscriptions ADD COLUMN pending_quantity integer;
  ALTER TABLE subscriptions
    ADD CONSTRAINT subscriptions_pending_quantity_check CHECK (pending_quantity BETWEEN 1 AND 1000000) NOT VALID;
  COMMENT ON COLUMN subscriptions.pending_quantity IS 'fewer seats, from the next cycle; NULL: as many as now';
`;

const DOWN = `
  ALTER TABLE subscriptions DROP COLUMN pending_quantity;
`;

export class FewerSeats1790000032000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
