import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A dearer price meets a subscription only some days after its owner was told. The subscription remembers what it costs, and what
 * was told. Lapses leave a note for the mail about them. Subscriptions of before know no price: theirs is that of their cycle.
 */
const UP = `
  ALTER TABLE subscriptions
    ADD COLUMN price_known bigint,
    ADD COLUMN price_seen bigint,
    ADD COLUMN price_from timestamptz;
  COMMENT ON COLUMN subscriptions.price_known IS 'the price of its plan that it has agreed to; NULL: that of the version of its cycle';
  COMMENT ON COLUMN subscriptions.price_seen IS 'the dearest price of its plan that its owner was told';
  COMMENT ON COLUMN subscriptions.price_from IS 'cycles from then on may cost price_seen';
  CREATE INDEX billing_notices_to_send ON billing_notices (at) WHERE kind = 'access-ended';
`;

const DOWN = `
  DELETE FROM billing_notices WHERE kind = 'access-ended';
  DROP INDEX billing_notices_to_send;
  ALTER TABLE subscriptions DROP COLUMN price_known, DROP COLUMN price_seen, DROP COLUMN price_from;
`;

export class PriceNotices1790000027000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
