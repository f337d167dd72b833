import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the payer is, for taxes; and customers at the payment provider who are to be told what their billing profile says now. */
const UP = `
  ALTER TABLE billing_profiles ADD COLUMN country text;
  ALTER TABLE billing_profiles ADD COLUMN postal_code text;
  CREATE TABLE customer_updates (
    business_id uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    address boolean NOT NULL,
    tax_id boolean NOT NULL,
    due_at timestamptz NOT NULL,
    in_flight_until timestamptz,
    tries integer NOT NULL DEFAULT 0,
    CONSTRAINT customer_updates_pkey PRIMARY KEY (business_id)
  );
  CREATE INDEX customer_updates_due_idx ON customer_updates (due_at);
  COMMENT ON TABLE customer_updates IS 'billing profiles that the payment provider does not know yet';
  COMMENT ON COLUMN customer_updates.version IS 'counts edits: an edit while a server is at it is told afterwards';
  COMMENT ON COLUMN customer_updates.address IS 'the address is another one too';
  COMMENT ON COLUMN customer_updates.tax_id IS 'the number for tax is another one too';
`;

const DOWN = `
  DROP TABLE customer_updates;
  ALTER TABLE billing_profiles DROP COLUMN postal_code;
  ALTER TABLE billing_profiles DROP COLUMN country;
`;

export class CustomerUpdates1790000030100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
