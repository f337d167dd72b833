import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is known of the payment provider: checkouts, the card of a business, and three reference tables. `payment_customers`
 * tells whose event it is, `payment_events` which were seen, `payment_cursor` to which account this database belongs and how far
 * its events were read.
 */
const UP = `
  CREATE TABLE checkouts (
    business_id uuid NOT NULL CONSTRAINT checkouts_business_fkey REFERENCES businesses (id),
    id uuid NOT NULL,
    mode text NOT NULL,
    state text NOT NULL,
    plan_code text CONSTRAINT checkouts_plan_fkey REFERENCES plans (code),
    quantity integer,
    invoice_id uuid,
    member_id uuid,
    provider_session text,
    url text,
    success_url text NOT NULL,
    cancel_url text NOT NULL,
    consent jsonb,
    problem text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    settled_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT checkouts_pkey PRIMARY KEY (business_id, id),
    CONSTRAINT checkouts_session_key UNIQUE (business_id, provider_session),
    CONSTRAINT checkouts_mode_check CHECK (mode IN ('pay', 'setup')),
    CONSTRAINT checkouts_state_check CHECK (state IN ('creating', 'open', 'processing', 'done', 'failed', 'expired')),
    CONSTRAINT checkouts_settled_check CHECK ((settled_at IS NOT NULL) = (state IN ('done', 'failed', 'expired')))
  ) WITH (fillfactor = 80);
  CREATE UNIQUE INDEX checkouts_one_unfinished ON checkouts (business_id) WHERE state IN ('creating', 'open', 'processing');
  CREATE INDEX checkouts_expires_idx ON checkouts (expires_at) WHERE state IN ('creating', 'open', 'processing');
  CREATE INDEX checkouts_settled_idx ON checkouts (settled_at) WHERE settled_at IS NOT NULL;
  COMMENT ON COLUMN checkouts.mode IS 'pay: buys a plan; setup: saves a card';
  COMMENT ON COLUMN checkouts.consent IS '{termsVersion, at, address}: what was agreed to, when, and from where';

  CREATE TABLE payment_accounts (
    business_id uuid NOT NULL CONSTRAINT payment_accounts_business_fkey REFERENCES businesses (id),
    customer text NOT NULL,
    payment_method text,
    brand text,
    last4 text,
    expires_month integer,
    expires_year integer,
    updated_at timestamptz NOT NULL,
    CONSTRAINT payment_accounts_pkey PRIMARY KEY (business_id),
    CONSTRAINT payment_accounts_card_check CHECK (payment_method IS NOT NULL OR brand IS NULL AND last4 IS NULL),
    CONSTRAINT payment_accounts_month_check CHECK (expires_month BETWEEN 1 AND 12),
    CONSTRAINT payment_accounts_year_check CHECK (expires_year BETWEEN 2000 AND 9999)
  );
  CREATE INDEX payment_accounts_expiry_idx ON payment_accounts (expires_year, expires_month) WHERE expires_year IS NOT NULL;

  CREATE TABLE payment_customers (
    customer text NOT NULL,
    business_id uuid NOT NULL,
    CONSTRAINT payment_customers_pkey PRIMARY KEY (customer)
  );
  CREATE INDEX payment_customers_business_idx ON payment_customers (business_id);
  COMMENT ON TABLE payment_customers IS 'whose customer of the provider it is';

  CREATE TABLE payment_events (
    id text NOT NULL,
    type text NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT payment_events_pkey PRIMARY KEY (id)
  );
  CREATE INDEX payment_events_received_idx ON payment_events (received_at);
  COMMENT ON TABLE payment_events IS 'events of the provider that were taken: each once';

  CREATE TABLE payment_cursor (
    single boolean NOT NULL DEFAULT true,
    provider text NOT NULL,
    account text NOT NULL,
    mode text NOT NULL,
    last_event_at timestamptz,
    read_until timestamptz,
    CONSTRAINT payment_cursor_pkey PRIMARY KEY (single),
    CONSTRAINT payment_cursor_single_check CHECK (single),
    CONSTRAINT payment_cursor_mode_check CHECK (mode IN ('live', 'test'))
  );
  COMMENT ON TABLE payment_cursor IS 'the account that this database collects with, and until when its events were listed';
`;

const DOWN = `
  DROP TABLE payment_cursor, payment_events, payment_customers, payment_accounts, checkouts;
`;

export class Payments1790000021100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
