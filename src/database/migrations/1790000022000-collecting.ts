import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What collecting by a provider remembers: how far events were read, the budget of calls that all servers share, events that are
 * still to be followed, and outages in a row of an invoice. The tables came with this release: there is little in them.
 */
const UP = `
  ALTER TABLE payment_cursor
    ADD COLUMN cursor text,
    ADD COLUMN budget double precision NOT NULL DEFAULT 0,
    ADD COLUMN budget_at timestamptz NOT NULL DEFAULT 'epoch';
  COMMENT ON COLUMN payment_cursor.cursor IS 'the event after which events are listed next';
  COMMENT ON COLUMN payment_cursor.budget IS 'invoices that may still be collected at once, as of budget_at; it fills again';

  ALTER TABLE payment_events
    ADD COLUMN kind text,
    ADD COLUMN reference text,
    ADD COLUMN due_at timestamptz,
    ADD COLUMN tries integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT payment_events_kind_check CHECK (kind IN ('invoice', 'checkout', 'payment', 'customer')),
    ADD CONSTRAINT payment_events_about_check CHECK ((kind IS NULL) = (reference IS NULL) AND (due_at IS NULL OR kind IS NOT NULL));
  CREATE INDEX payment_events_due_idx ON payment_events (due_at) WHERE due_at IS NOT NULL;
  COMMENT ON COLUMN payment_events.due_at IS 'when its object is read from the provider; NULL: it was';

  CREATE INDEX checkouts_provider_session_idx ON checkouts (provider_session) WHERE provider_session IS NOT NULL;

  ALTER TABLE invoices ADD COLUMN outages integer NOT NULL DEFAULT 0;
  COMMENT ON COLUMN invoices.outages IS 'calls in a row that the provider did not answer';
  CREATE INDEX invoices_refund_due_idx ON invoices (business_id) WHERE refund_due > 0 AND provider_invoice IS NOT NULL;
  CREATE INDEX invoices_to_close_idx ON invoices (business_id)
    WHERE pay_url IS NOT NULL AND provider_invoice IS NOT NULL
      AND (status = 'void' OR status = 'paid' AND reference IS DISTINCT FROM provider_invoice);
`;

const DOWN = `
  DROP INDEX invoices_to_close_idx, invoices_refund_due_idx;
  ALTER TABLE invoices DROP COLUMN outages;
  DROP INDEX checkouts_provider_session_idx;
  DROP INDEX payment_events_due_idx;
  ALTER TABLE payment_events DROP COLUMN kind, DROP COLUMN reference, DROP COLUMN due_at, DROP COLUMN tries;
  ALTER TABLE payment_cursor DROP COLUMN cursor, DROP COLUMN budget, DROP COLUMN budget_at;
`;

export class Collecting1790000022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
