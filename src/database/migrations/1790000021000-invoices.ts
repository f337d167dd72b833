import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a plan says about money. `per_seat` multiplies the price by the seats that were bought. `after_unpaid` is `NULL` for the
 * default rule: the default plan if that is free, else the end.
 */
const TERMS = `
  ALTER TABLE plan_versions
    ADD COLUMN per_seat boolean NOT NULL DEFAULT false,
    ADD COLUMN grace_days integer NOT NULL DEFAULT 14,
    ADD COLUMN after_unpaid text,
    ADD COLUMN after_unpaid_plan text CONSTRAINT plan_versions_after_unpaid_plan_fkey REFERENCES plans (code),
    ADD CONSTRAINT plan_versions_grace_days_check CHECK (grace_days BETWEEN 1 AND 60),
    ADD CONSTRAINT plan_versions_after_unpaid_check CHECK (
      after_unpaid IN ('end', 'switch') AND (after_unpaid = 'switch') = (after_unpaid_plan IS NOT NULL)
      OR after_unpaid IS NULL AND after_unpaid_plan IS NULL);
  COMMENT ON COLUMN plan_versions.after_unpaid IS 'what an unpaid invoice leads to at last; NULL: the default plan if it is free, else the end';
`;

/**
 * The money of a subscription. While it is past due, `cycle_ends_at` is not after `access_until`, so that the check of every
 * spend stays as it is; the planned end stands in `cycles`. Nobody may read or write a subscription meanwhile, so no row is looked
 * at here: later migrations validate the checks and build the index of what is past due, while others work.
 */
const SUBSCRIPTIONS = `
  ALTER TABLE subscriptions
    ADD COLUMN collects boolean NOT NULL DEFAULT false,
    ADD COLUMN quantity integer NOT NULL DEFAULT 1,
    ADD COLUMN price_override bigint,
    ADD COLUMN discount_percent integer,
    ADD COLUMN discount_amount bigint,
    ADD COLUMN discount_cycles integer,
    ADD COLUMN past_due_since timestamptz,
    ADD COLUMN access_until timestamptz,
    DROP CONSTRAINT subscriptions_end_reason_check,
    ADD CONSTRAINT subscriptions_end_reason_check CHECK (end_reason IN ('canceled', 'expired', 'operator', 'closed', 'unpaid')) NOT VALID,
    ADD CONSTRAINT subscriptions_quantity_check CHECK (quantity BETWEEN 1 AND 1000000) NOT VALID,
    ADD CONSTRAINT subscriptions_price_override_check CHECK (price_override BETWEEN 0 AND 1000000000000) NOT VALID,
    ADD CONSTRAINT subscriptions_discount_check CHECK (
      (discount_percent IS NULL OR discount_amount IS NULL) AND discount_percent BETWEEN 1 AND 100
      AND discount_amount BETWEEN 1 AND 1000000000000
      AND (discount_cycles IS NULL OR discount_cycles > 0 AND COALESCE(discount_percent, discount_amount) IS NOT NULL)) NOT VALID,
    ADD CONSTRAINT subscriptions_past_due_check CHECK (
      (status = 'pastDue') = (access_until IS NOT NULL) AND (access_until IS NULL) = (past_due_since IS NULL)
      AND cycle_ends_at <= access_until) NOT VALID;
  COMMENT ON COLUMN subscriptions.collects IS 'its cycles are invoiced';
  COMMENT ON COLUMN subscriptions.quantity IS 'seats that were bought, on a plan with a price per seat';
  COMMENT ON COLUMN subscriptions.price_override IS 'instead of the price of the plan it is on; another plan clears it';
  COMMENT ON COLUMN subscriptions.discount_cycles IS 'invoices that the discount is still for; NULL: every one';
  COMMENT ON COLUMN subscriptions.access_until IS 'when it lapses unless it is paid before; cycle_ends_at is not after it';
`;

/**
 * Invoices and credit notes outlive the business: the law keeps them. So no foreign key leads to what an erasure deletes.
 */
const INVOICES = `
  CREATE TABLE invoices (
    business_id uuid NOT NULL,
    id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    reason text NOT NULL,
    cycle_index integer NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    plan_code text NOT NULL,
    plan_version_id uuid NOT NULL,
    currency text NOT NULL,
    subtotal bigint NOT NULL,
    tax bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL,
    refunded bigint NOT NULL DEFAULT 0,
    refund_due bigint NOT NULL DEFAULT 0,
    lines jsonb NOT NULL,
    change jsonb,
    bill_to jsonb,
    status text NOT NULL DEFAULT 'open',
    problem text,
    test boolean NOT NULL DEFAULT false,
    number text,
    created_at timestamptz NOT NULL,
    issued_at timestamptz,
    due_at timestamptz,
    declined_at timestamptz,
    decline_code text,
    disputed_at timestamptz,
    paid_at timestamptz,
    voided_at timestamptz,
    expires_at timestamptz,
    applied_at timestamptz,
    attempt integer NOT NULL DEFAULT 0,
    retry integer NOT NULL DEFAULT 0,
    in_flight_until timestamptz,
    next_attempt_at timestamptz,
    provider_invoice text,
    provider_payment text,
    reference text,
    pay_url text,
    pdf_url text,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT invoices_pkey PRIMARY KEY (business_id, id),
    CONSTRAINT invoices_number_key UNIQUE (business_id, number),
    CONSTRAINT invoices_provider_invoice_key UNIQUE (business_id, provider_invoice),
    CONSTRAINT invoices_reason_check CHECK (reason IN ('start', 'upgrade', 'cycle')),
    CONSTRAINT invoices_change_check CHECK ((reason = 'cycle') = (change IS NULL)),
    CONSTRAINT invoices_status_check CHECK (status IN ('open', 'processing', 'paid', 'void', 'refunded', 'chargedBack')),
    CONSTRAINT invoices_problem_check CHECK (problem IN ('amountMismatch', 'unapplied')),
    CONSTRAINT invoices_amounts_check CHECK (
      subtotal >= 0 AND tax >= 0 AND total >= 0 AND total <= 9007199254740991 AND refunded BETWEEN 0 AND total
      AND refund_due BETWEEN 0 AND total - refunded),
    CONSTRAINT invoices_times_check CHECK (
      starts_at < ends_at AND (status NOT IN ('paid', 'refunded', 'chargedBack') OR paid_at IS NOT NULL)
      AND (status = 'void') = (voided_at IS NOT NULL) AND (status <> 'refunded' OR refunded = total)),
    CONSTRAINT invoices_attempts_check CHECK (next_attempt_at IS NULL OR status IN ('open', 'processing'))
  ) WITH (fillfactor = 80);
  CREATE UNIQUE INDEX invoices_one_per_cycle ON invoices (business_id, subscription_id, cycle_index) WHERE reason = 'cycle';
  CREATE UNIQUE INDEX invoices_one_open_change ON invoices (business_id)
    WHERE change IS NOT NULL AND status IN ('open', 'processing');
  CREATE INDEX invoices_open_idx ON invoices (business_id, subscription_id) WHERE status IN ('open', 'processing');
  CREATE INDEX invoices_unissued_idx ON invoices (created_at, business_id, id)
    WHERE issued_at IS NULL AND status = 'open' AND NOT test;
  CREATE INDEX invoices_due_idx ON invoices (due_at)
    WHERE status = 'open' AND declined_at IS NULL AND reason = 'cycle' AND NOT test;
  CREATE INDEX invoices_next_attempt_idx ON invoices (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
  CREATE INDEX invoices_expires_idx ON invoices (expires_at) WHERE status = 'open' AND expires_at IS NOT NULL;
  CREATE INDEX invoices_problem_idx ON invoices (business_id) WHERE problem IS NOT NULL;
  CREATE INDEX invoices_created_idx ON invoices USING brin (created_at);
  COMMENT ON TABLE invoices IS 'kept for INVOICE_RETENTION_YEARS, also when the business is erased';
  COMMENT ON COLUMN invoices.cycle_index IS 'the cycle that is billed, or in which a change is bought';
  COMMENT ON COLUMN invoices.lines IS '[{description, quantity, unitAmount, amount}], amounts in minor units';
  COMMENT ON COLUMN invoices.change IS 'what is applied when it is paid: {planCode, quantity, …}';
  COMMENT ON COLUMN invoices.bill_to IS 'the billing profile when it was issued';
  COMMENT ON COLUMN invoices.refund_due IS 'was paid for nothing and is to be sent back';
  COMMENT ON COLUMN invoices.test IS 'of a business on a test clock: no number, no provider';
  COMMENT ON COLUMN invoices.applied_at IS 'when the change that it paid for was applied';
  COMMENT ON COLUMN invoices.attempt IS 'counts calls of the provider that ended in an answer; part of the idempotency key';
  COMMENT ON COLUMN invoices.retry IS 'the place in PAYMENT_RETRY_DAYS of the next attempt by itself';
  COMMENT ON COLUMN invoices.in_flight_until IS 'a server is at it; after this time another one goes on';
  COMMENT ON COLUMN invoices.reference IS 'of the payment, as the operator or the provider names it';

  CREATE TABLE credit_notes (
    business_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    number text,
    amount bigint NOT NULL,
    currency text NOT NULL,
    reason text NOT NULL,
    reference text,
    created_at timestamptz NOT NULL,
    CONSTRAINT credit_notes_pkey PRIMARY KEY (business_id, id),
    CONSTRAINT credit_notes_invoice_fkey FOREIGN KEY (business_id, invoice_id) REFERENCES invoices (business_id, id) ON DELETE CASCADE,
    CONSTRAINT credit_notes_number_key UNIQUE (business_id, number),
    CONSTRAINT credit_notes_reference_key UNIQUE (business_id, invoice_id, reference),
    CONSTRAINT credit_notes_amount_check CHECK (amount > 0)
  );

  CREATE TABLE document_series (
    series text NOT NULL,
    last bigint NOT NULL,
    CONSTRAINT document_series_pkey PRIMARY KEY (series),
    CONSTRAINT document_series_check CHECK (series IN ('invoice', 'creditNote') AND last >= 0)
  );
  INSERT INTO document_series VALUES ('invoice', 0), ('creditNote', 0);
  COMMENT ON TABLE document_series IS 'the last number of each series that this service gives itself; locked while one is given, so no number is left out';

  CREATE TABLE billing_profiles (
    business_id uuid NOT NULL CONSTRAINT billing_profiles_business_fkey REFERENCES businesses (id),
    name text,
    address text,
    tax_id text,
    email text,
    net_days integer NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL,
    CONSTRAINT billing_profiles_pkey PRIMARY KEY (business_id),
    CONSTRAINT billing_profiles_net_days_check CHECK (net_days BETWEEN 0 AND 365)
  );
  COMMENT ON COLUMN billing_profiles.net_days IS 'days from the invoice to its due date';

  CREATE TABLE billing_notices (
    business_id uuid NOT NULL CONSTRAINT billing_notices_business_fkey REFERENCES businesses (id),
    about uuid NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT billing_notices_pkey PRIMARY KEY (business_id, about, kind)
  );
  CREATE INDEX billing_notices_at_idx ON billing_notices USING brin (at);
  COMMENT ON TABLE billing_notices IS 'which mails about money were sent: each once';

  ALTER TABLE test_clocks ADD COLUMN payments text NOT NULL DEFAULT 'succeed'
    CONSTRAINT test_clocks_payments_check CHECK (payments IN ('succeed', 'decline'));
`;

/** What is past due is active for the release before, and what ended unpaid expired. Invoices are lost. */
const DOWN = `
  ALTER TABLE test_clocks DROP COLUMN payments;
  DROP TABLE billing_notices, billing_profiles, document_series, credit_notes, invoices;
  DROP INDEX IF EXISTS subscriptions_past_due;
  ALTER TABLE subscriptions DROP CONSTRAINT subscriptions_past_due_check;
  UPDATE subscriptions s SET status = 'active', version = version + 1, attempts = 0, last_error = NULL,
    cycle_ends_at = c.ends_at, due_at = c.ends_at
  FROM cycles c
  WHERE s.status = 'pastDue' AND c.business_id = s.business_id AND c.subscription_id = s.id AND c.index = s.cycle_index;
  UPDATE subscriptions SET end_reason = 'operator' WHERE end_reason = 'unpaid';
  ALTER TABLE subscriptions
    DROP CONSTRAINT subscriptions_end_reason_check,
    ADD CONSTRAINT subscriptions_end_reason_check CHECK (end_reason IN ('canceled', 'expired', 'operator', 'closed')),
    DROP COLUMN access_until,
    DROP COLUMN past_due_since,
    DROP COLUMN discount_cycles,
    DROP COLUMN discount_amount,
    DROP COLUMN discount_percent,
    DROP COLUMN price_override,
    DROP COLUMN quantity,
    DROP COLUMN collects;
  ALTER TABLE plan_versions
    DROP COLUMN after_unpaid_plan,
    DROP COLUMN after_unpaid,
    DROP COLUMN grace_days,
    DROP COLUMN per_seat;
`;

export class Invoices1790000021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMS);
    await runner.query(INVOICES);
    // Last, because everybody waits from here to the end of the transaction.
    await runner.query(SUBSCRIPTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
