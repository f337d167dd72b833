import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Customers at the payment provider whose business was erased here, until they are forgotten there. */
const UP = `
  CREATE TABLE customers_to_forget (
    customer text NOT NULL,
    due_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    CONSTRAINT customers_to_forget_pkey PRIMARY KEY (customer)
  );
  CREATE INDEX customers_to_forget_due_idx ON customers_to_forget (due_at);
  COMMENT ON TABLE customers_to_forget IS 'customers of the provider whose business was erased: their cards are taken away there';
`;

const DOWN = `
  DROP TABLE customers_to_forget;
`;

export class CustomersToForget1790000027100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
