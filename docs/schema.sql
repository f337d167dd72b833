CREATE OR REPLACE FUNCTION public.keep_external_id()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    DELETE FROM external_ids WHERE business_id = NEW.id AND external_id IS DISTINCT FROM NEW.external_id;
    INSERT INTO external_ids (external_id, business_id)
    SELECT NEW.external_id, NEW.id
    WHERE NEW.external_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM external_ids x WHERE x.external_id = NEW.external_id AND x.business_id = NEW.id);
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.may_refund_what_it_spends()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  BEGIN
    NEW.scopes := array_append(NEW.scopes, 'usage:refund');
    RETURN NEW;
  END $function$;

CREATE TABLE allocations (
  business_id uuid NOT NULL,
  feature_key text NOT NULL,
  resource text NOT NULL,
  expires_at timestamp with time zone,
  held_at timestamp with time zone NOT NULL,
  id uuid NOT NULL,
  CONSTRAINT allocations_pkey PRIMARY KEY (business_id, feature_key, resource)
);
CREATE INDEX allocations_expires_at_idx ON allocations USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX allocations_live_idx ON allocations USING btree (business_id, feature_key, COALESCE(expires_at, 'infinity'::timestamp with time zone));

CREATE TABLE api_keys (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  bot_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  full_expiry timestamp with time zone,
  hash bytea NOT NULL,
  knows_refunds boolean DEFAULT false NOT NULL,
  last_four text NOT NULL,
  last_used_at timestamp with time zone,
  mode text NOT NULL,
  name text NOT NULL,
  rate_limit integer,
  revoked_at timestamp with time zone,
  scopes text[] NOT NULL,
  CONSTRAINT api_keys_hash_key UNIQUE (business_id, hash),
  CONSTRAINT api_keys_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  CONSTRAINT api_keys_pkey PRIMARY KEY (business_id, id)
) WITH (fillfactor=80);
CREATE INDEX api_keys_bot_idx ON api_keys USING btree (business_id, bot_id);
CREATE INDEX api_keys_live_idx ON api_keys USING btree (business_id, bot_id, id) WHERE (revoked_at IS NULL);
COMMENT ON COLUMN api_keys.full_expiry IS 'when a rotated key would expire without its rotation, infinity for never; NULL: expires_at says it';
COMMENT ON COLUMN api_keys.knows_refunds IS 'made by a server that knows the scope usage:refund';

CREATE TABLE audit_log (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  action text NOT NULL,
  actor_id uuid,
  actor_kind text NOT NULL,
  address text,
  after jsonb,
  at timestamp with time zone NOT NULL,
  before jsonb,
  target_id text NOT NULL,
  target_kind text NOT NULL,
  CONSTRAINT audit_log_pkey PRIMARY KEY (business_id, id)
);
CREATE INDEX audit_log_at_idx ON audit_log USING brin (at);
CREATE INDEX audit_log_id_idx ON audit_log USING btree (id);

CREATE TABLE billing_notices (
  business_id uuid NOT NULL,
  about uuid NOT NULL,
  kind text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT billing_notices_pkey PRIMARY KEY (business_id, about, kind)
);
CREATE INDEX billing_notices_at_idx ON billing_notices USING brin (at);
CREATE INDEX billing_notices_to_send ON billing_notices USING btree (at) WHERE (kind = 'access-ended'::text);
COMMENT ON TABLE billing_notices IS 'which mails about money were sent: each once';

CREATE TABLE billing_profiles (
  business_id uuid NOT NULL,
  address text,
  country text,
  email text,
  name text,
  net_days integer DEFAULT 0 NOT NULL,
  postal_code text,
  tax_id text,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT billing_profiles_net_days_check CHECK (((net_days >= 0) AND (net_days <= 365))),
  CONSTRAINT billing_profiles_pkey PRIMARY KEY (business_id)
);
COMMENT ON COLUMN billing_profiles.net_days IS 'days from the invoice to its due date';

CREATE TABLE business_export_parts (
  business_id uuid NOT NULL,
  export_id uuid NOT NULL,
  run integer NOT NULL,
  number integer NOT NULL,
  data bytea NOT NULL,
  CONSTRAINT business_export_parts_pkey PRIMARY KEY (business_id, export_id, run, number)
);
COMMENT ON COLUMN business_export_parts.data IS 'compressed already';

CREATE TABLE business_exports (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  bytes bigint,
  ended_at timestamp with time zone,
  problem text,
  requested_at timestamp with time zone NOT NULL,
  run integer DEFAULT 0 NOT NULL,
  state text NOT NULL,
  CONSTRAINT business_exports_bytes_check CHECK (((bytes IS NOT NULL) = (state = 'ready'::text))),
  CONSTRAINT business_exports_ended_check CHECK (((ended_at IS NULL) = (state = 'pending'::text))),
  CONSTRAINT business_exports_pkey PRIMARY KEY (business_id, id),
  CONSTRAINT business_exports_problem_check CHECK ((((problem IS NOT NULL) = (state = 'failed'::text)) AND (problem = ANY (ARRAY['too_large'::text, 'interrupted'::text])))),
  CONSTRAINT business_exports_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'ready'::text, 'failed'::text])))
);
CREATE UNIQUE INDEX business_exports_one_pending ON business_exports USING btree (business_id) WHERE (state = 'pending'::text);
CREATE INDEX business_exports_requested_at_idx ON business_exports USING btree (requested_at);
COMMENT ON TABLE business_exports IS 'files of all that a business has';
COMMENT ON COLUMN business_exports.bytes IS 'of the compressed file';
COMMENT ON COLUMN business_exports.run IS 'raised by each attempt to write the file; the parts of the last one count';

CREATE TABLE businesses (
  id uuid NOT NULL,
  closed_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  external_id text,
  metadata jsonb NOT NULL,
  name text NOT NULL,
  rate_limit integer,
  suspended_at timestamp with time zone,
  test_clock_id uuid,
  CONSTRAINT businesses_pkey PRIMARY KEY (id),
  CONSTRAINT businesses_rate_limit_check CHECK ((rate_limit > 0))
);
CREATE INDEX businesses_external_id_idx ON businesses USING btree (external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX businesses_name_idx ON businesses USING btree (lower(name) COLLATE "C", id);
CREATE INDEX businesses_on_clock_idx ON businesses USING btree (test_clock_id, id) WHERE (test_clock_id IS NOT NULL);
CREATE INDEX businesses_suspended_idx ON businesses USING btree (id) WHERE (suspended_at IS NOT NULL);
COMMENT ON COLUMN businesses.rate_limit IS 'requests of its bots a minute, in each server; NULL is no limit';

CREATE TABLE checkouts (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  cancel_url text NOT NULL,
  consent jsonb,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  invoice_id uuid,
  member_id uuid,
  mode text NOT NULL,
  plan_code text,
  problem text,
  provider_session text,
  quantity integer,
  settled_at timestamp with time zone,
  state text NOT NULL,
  success_url text NOT NULL,
  url text,
  version integer DEFAULT 1 NOT NULL,
  CONSTRAINT checkouts_mode_check CHECK ((mode = ANY (ARRAY['pay'::text, 'setup'::text]))),
  CONSTRAINT checkouts_pkey PRIMARY KEY (business_id, id),
  CONSTRAINT checkouts_session_key UNIQUE (business_id, provider_session),
  CONSTRAINT checkouts_settled_check CHECK (((settled_at IS NOT NULL) = (state = ANY (ARRAY['done'::text, 'failed'::text, 'expired'::text])))),
  CONSTRAINT checkouts_state_check CHECK ((state = ANY (ARRAY['creating'::text, 'open'::text, 'processing'::text, 'done'::text, 'failed'::text, 'expired'::text])))
) WITH (fillfactor=80);
CREATE INDEX checkouts_bought_idx ON checkouts USING btree (settled_at) WHERE ((consent IS NOT NULL) AND (state = 'done'::text));
CREATE INDEX checkouts_expires_idx ON checkouts USING btree (expires_at) WHERE (state = ANY (ARRAY['creating'::text, 'open'::text, 'processing'::text]));
CREATE UNIQUE INDEX checkouts_one_unfinished ON checkouts USING btree (business_id) WHERE (state = ANY (ARRAY['creating'::text, 'open'::text, 'processing'::text]));
CREATE INDEX checkouts_over_idx ON checkouts USING btree (settled_at) WHERE (NOT ((consent IS NOT NULL) AND (state = 'done'::text)));
CREATE INDEX checkouts_provider_session_idx ON checkouts USING btree (provider_session) WHERE (provider_session IS NOT NULL);
COMMENT ON COLUMN checkouts.consent IS '{termsVersion, at, address}: what was agreed to, when, and from where';
COMMENT ON COLUMN checkouts.mode IS 'pay: buys a plan; setup: saves a card';

CREATE TABLE credit_grants (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  amount bigint NOT NULL,
  burnt bigint NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  feature_key text NOT NULL,
  open boolean GENERATED ALWAYS AS (((voided_at IS NULL) AND (burnt < amount))) STORED NOT NULL,
  priority integer NOT NULL,
  reason text NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  voided_at timestamp with time zone,
  CONSTRAINT credit_grants_amount_check CHECK (((amount >= 1) AND (amount <= '9007199254740991'::bigint))),
  CONSTRAINT credit_grants_burnt_check CHECK (((burnt >= 0) AND (burnt <= amount))),
  CONSTRAINT credit_grants_expires_check CHECK ((expires_at > starts_at)),
  CONSTRAINT credit_grants_pkey PRIMARY KEY (business_id, id),
  CONSTRAINT credit_grants_priority_check CHECK (((priority >= 0) AND (priority <= 100)))
) WITH (fillfactor=50);
CREATE INDEX credit_grants_open_idx ON credit_grants USING btree (business_id, feature_key, COALESCE(expires_at, 'infinity'::timestamp with time zone)) WHERE open;
COMMENT ON COLUMN credit_grants.open IS 'something is left that can be burnt, unless it has expired';

CREATE TABLE credit_notes (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  amount bigint NOT NULL,
  created_at timestamp with time zone NOT NULL,
  currency text NOT NULL,
  invoice_id uuid NOT NULL,
  number text,
  reason text NOT NULL,
  reference text,
  CONSTRAINT credit_notes_amount_check CHECK ((amount > 0)),
  CONSTRAINT credit_notes_number_key UNIQUE (business_id, number),
  CONSTRAINT credit_notes_pkey PRIMARY KEY (business_id, id),
  CONSTRAINT credit_notes_reference_key UNIQUE (business_id, invoice_id, reference)
);

CREATE TABLE customer_updates (
  business_id uuid NOT NULL,
  address boolean NOT NULL,
  due_at timestamp with time zone NOT NULL,
  in_flight_until timestamp with time zone,
  tax_id boolean NOT NULL,
  tries integer DEFAULT 0 NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  CONSTRAINT customer_updates_pkey PRIMARY KEY (business_id)
);
CREATE INDEX customer_updates_due_idx ON customer_updates USING btree (due_at);
COMMENT ON TABLE customer_updates IS 'billing profiles that the payment provider does not know yet';
COMMENT ON COLUMN customer_updates.address IS 'the address is another one too';
COMMENT ON COLUMN customer_updates.tax_id IS 'the number for tax is another one too';
COMMENT ON COLUMN customer_updates.version IS 'counts edits: an edit while a server is at it is told afterwards';

CREATE TABLE customers_to_forget (
  customer text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  tries integer DEFAULT 0 NOT NULL,
  CONSTRAINT customers_to_forget_pkey PRIMARY KEY (customer)
);
CREATE INDEX customers_to_forget_due_idx ON customers_to_forget USING btree (due_at);
COMMENT ON TABLE customers_to_forget IS 'customers of the provider whose business was erased: their cards are taken away there';

CREATE TABLE cycles (
  business_id uuid NOT NULL,
  subscription_id uuid NOT NULL,
  index integer NOT NULL,
  anchor timestamp with time zone NOT NULL,
  cut_short boolean NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  every interval NOT NULL,
  plan_version_id uuid NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  trial boolean NOT NULL,
  turn integer NOT NULL,
  CONSTRAINT cycles_order_check CHECK (((starts_at < ends_at) AND (index >= 0) AND (turn >= '-1'::integer))),
  CONSTRAINT cycles_pkey PRIMARY KEY (business_id, subscription_id, index),
  CONSTRAINT cycles_starts_at_key UNIQUE (business_id, subscription_id, starts_at)
);

CREATE TABLE document_series (
  series text NOT NULL,
  last bigint NOT NULL,
  CONSTRAINT document_series_check CHECK (((series = ANY (ARRAY['invoice'::text, 'creditNote'::text])) AND (last >= 0))),
  CONSTRAINT document_series_pkey PRIMARY KEY (series)
);
COMMENT ON TABLE document_series IS 'the last number of each series that this service gives itself; locked while one is given, so no number is left out';

CREATE TABLE erasures (
  business_id uuid NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  people integer NOT NULL,
  rows jsonb NOT NULL,
  CONSTRAINT erasures_pkey PRIMARY KEY (business_id)
);
COMMENT ON COLUMN erasures.rows IS 'how many rows of each table are erased so far';

CREATE TABLE event_listeners (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  types text[] NOT NULL,
  CONSTRAINT event_listeners_pkey PRIMARY KEY (business_id, id)
);
COMMENT ON TABLE event_listeners IS 'who takes which types of events; EVENTS=listened records these';
COMMENT ON COLUMN event_listeners.business_id IS 'zeros: an operator listens to all businesses';
COMMENT ON COLUMN event_listeners.types IS 'an asterisk is every type';

CREATE TABLE event_outbox (
  business_id uuid NOT NULL,
  ordinal bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  data json NOT NULL,
  type text NOT NULL,
  CONSTRAINT event_outbox_pkey PRIMARY KEY (business_id, ordinal)
);
CREATE INDEX event_outbox_ordinal_idx ON event_outbox USING btree (ordinal);
COMMENT ON TABLE event_outbox IS 'events that were recorded and not numbered yet';
COMMENT ON COLUMN event_outbox.at IS 'in the time of the business';

CREATE TABLE event_positions (
  single boolean NOT NULL,
  last bigint NOT NULL,
  CONSTRAINT event_positions_pkey PRIMARY KEY (single),
  CONSTRAINT event_positions_single_check CHECK (single)
);
COMMENT ON TABLE event_positions IS 'one row: the last position';

CREATE TABLE event_sequences (
  business_id uuid NOT NULL,
  erased_at timestamp with time zone,
  last bigint DEFAULT 0 NOT NULL,
  test boolean DEFAULT false NOT NULL,
  CONSTRAINT event_sequences_pkey PRIMARY KEY (business_id)
) WITH (fillfactor=70);
CREATE INDEX event_sequences_erased_at_idx ON event_sequences USING btree (erased_at) WHERE (erased_at IS NOT NULL);
COMMENT ON TABLE event_sequences IS 'the last sequence of each business; no row is 0 and no test clock';
COMMENT ON COLUMN event_sequences.erased_at IS 'when the business was erased; its last event goes on from here';
COMMENT ON COLUMN event_sequences.test IS 'the business lives on a test clock';

CREATE TABLE events (
  business_id uuid NOT NULL,
  sequence bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL,
  data json NOT NULL,
  id uuid NOT NULL,
  "position" bigint NOT NULL,
  test boolean NOT NULL,
  type text NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (business_id, sequence)
);
CREATE INDEX events_id_idx ON events USING btree (id);
CREATE INDEX events_position_idx ON events USING btree ("position");
COMMENT ON COLUMN events.sequence IS 'counts the events of the business from 1, without gaps';
COMMENT ON COLUMN events.at IS 'in the time of the business';
COMMENT ON COLUMN events.created_at IS 'when the event was numbered, in real time';
COMMENT ON COLUMN events.data IS 'as json, so that the bytes stay';
COMMENT ON COLUMN events."position" IS 'counts all events of the installation';

CREATE TABLE external_ids (
  external_id text NOT NULL,
  business_id uuid NOT NULL,
  CONSTRAINT external_ids_business_key UNIQUE (business_id),
  CONSTRAINT external_ids_pkey PRIMARY KEY (external_id)
);
COMMENT ON TABLE external_ids IS 'the business that an id in the operator''s own system names';

CREATE TABLE features (
  id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  key text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  retired_at timestamp with time zone,
  unit text NOT NULL,
  CONSTRAINT features_key_key UNIQUE (key),
  CONSTRAINT features_kind_check CHECK ((kind = ANY (ARRAY['metered'::text, 'allocated'::text, 'switch'::text]))),
  CONSTRAINT features_pkey PRIMARY KEY (id)
);

CREATE TABLE former_members (
  business_id uuid NOT NULL,
  member_id uuid NOT NULL,
  user_id uuid NOT NULL,
  CONSTRAINT former_members_pkey PRIMARY KEY (business_id, member_id)
);
CREATE INDEX former_members_user_idx ON former_members USING btree (user_id);

CREATE TABLE idempotency_records (
  business_id uuid NOT NULL,
  account uuid NOT NULL,
  key text NOT NULL,
  amount bigint,
  answer json,
  burns jsonb,
  created_at timestamp with time zone NOT NULL,
  credits bigint,
  cycle_ends_at timestamp with time zone,
  cycle_index integer,
  cycle_starts_at timestamp with time zone,
  day date,
  feature_key text,
  fingerprint bytea NOT NULL,
  id uuid NOT NULL,
  "limit" bigint,
  refunded bigint DEFAULT 0 NOT NULL,
  refunded_at timestamp with time zone,
  remaining bigint,
  subscription_id uuid,
  used bigint,
  CONSTRAINT idempotency_records_amount_check CHECK ((amount > 0)),
  CONSTRAINT idempotency_records_id_key UNIQUE (business_id, id),
  CONSTRAINT idempotency_records_kind_check CHECK (((answer IS NULL) = ((subscription_id IS NOT NULL) AND (cycle_index IS NOT NULL) AND (feature_key IS NOT NULL) AND (amount IS NOT NULL) AND (used IS NOT NULL) AND (credits IS NOT NULL) AND (day IS NOT NULL) AND (cycle_starts_at IS NOT NULL) AND (cycle_ends_at IS NOT NULL)))),
  CONSTRAINT idempotency_records_pkey PRIMARY KEY (business_id, account, key),
  CONSTRAINT idempotency_records_refunded_check CHECK (((refunded >= 0) AND (refunded <= COALESCE(amount, (0)::bigint))))
);
CREATE INDEX idempotency_records_created_at_idx ON idempotency_records USING brin (created_at);
COMMENT ON COLUMN idempotency_records.account IS 'the operator who asked; zeros for the bots of the business';
COMMENT ON COLUMN idempotency_records.burns IS 'what credits paid and was not given back, in burn order: [{id, amount}]; NULL is nothing';
COMMENT ON COLUMN idempotency_records.refunded IS 'units of amount that were given back';
COMMENT ON COLUMN idempotency_records.refunded_at IS 'when units were last given back; NULL is never';

CREATE TABLE imported_businesses (
  external_id text NOT NULL,
  CONSTRAINT imported_businesses_pkey PRIMARY KEY (external_id)
);
COMMENT ON TABLE imported_businesses IS 'what an import has made, by the externalId that it gave; kept when that changes, and after an erasure';

CREATE TABLE invitation_tokens (
  business_id uuid NOT NULL,
  hash bytea NOT NULL,
  invitation_id uuid NOT NULL,
  newest boolean NOT NULL,
  CONSTRAINT invitation_tokens_pkey PRIMARY KEY (business_id, hash)
);
CREATE INDEX invitation_tokens_invitation_idx ON invitation_tokens USING btree (business_id, invitation_id);

CREATE TABLE invitations (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  email text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  invited_by text NOT NULL,
  invited_by_member uuid,
  role text NOT NULL,
  status text NOT NULL,
  CONSTRAINT invitations_pkey PRIMARY KEY (business_id, id),
  CONSTRAINT invitations_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text]))),
  CONSTRAINT invitations_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'accepted'::text, 'revoked'::text, 'expired'::text])))
);
CREATE INDEX invitations_email_idx ON invitations USING btree (email);
CREATE INDEX invitations_expires_at_idx ON invitations USING btree (expires_at);
CREATE UNIQUE INDEX invitations_one_pending ON invitations USING btree (business_id, email) WHERE (status = 'pending'::text);
COMMENT ON COLUMN invitations.invited_by_member IS 'the member that invited_by names, who may be gone; NULL: an operator, or not known';

CREATE TABLE invoices (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  agreed bigint,
  applied_at timestamp with time zone,
  attempt integer DEFAULT 0 NOT NULL,
  bill_to jsonb,
  change jsonb,
  created_at timestamp with time zone NOT NULL,
  currency text NOT NULL,
  cycle_index integer NOT NULL,
  decline_code text,
  declined_at timestamp with time zone,
  disputed_at timestamp with time zone,
  due_at timestamp with time zone,
  ends_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  in_flight_until timestamp with time zone,
  issued_at timestamp with time zone,
  lines jsonb NOT NULL,
  links_read_at timestamp with time zone,
  next_attempt_at timestamp with time zone,
  number text,
  outages integer DEFAULT 0 NOT NULL,
  paid_amount bigint,
  paid_at timestamp with time zone,
  pay_url text,
  pdf_url text,
  plan_code text NOT NULL,
  plan_version_id uuid NOT NULL,
  problem text,
  provider_invoice text,
  reason text NOT NULL,
  reference text,
  refund_due bigint DEFAULT 0 NOT NULL,
  refunded bigint DEFAULT 0 NOT NULL,
  refused_because text,
  retry integer DEFAULT 0 NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  status text DEFAULT 'open'::text NOT NULL,
  subscription_id uuid NOT NULL,
  subtotal bigint NOT NULL,
  tax bigint DEFAULT 0 NOT NULL,
  test boolean DEFAULT false NOT NULL,
  total bigint NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  voided_at timestamp with time zone,
  whole bigint,
  CONSTRAINT invoices_amounts_check CHECK (((subtotal >= 0) AND (tax >= 0) AND (total >= 0) AND (total <= '9007199254740991'::bigint) AND ((refunded >= 0) AND (refunded <= total)) AND ((refund_due >= 0) AND (refund_due <= (total - refunded))))),
  CONSTRAINT invoices_attempts_check CHECK (((next_attempt_at IS NULL) OR (status = ANY (ARRAY['open'::text, 'processing'::text])))),
  CONSTRAINT invoices_change_check CHECK (((reason = 'cycle'::text) = (change IS NULL))),
  CONSTRAINT invoices_number_key UNIQUE (business_id, number),
  CONSTRAINT invoices_pkey PRIMARY KEY (business_id, id),
  CONSTRAINT invoices_problem_check CHECK ((problem = ANY (ARRAY['amountMismatch'::text, 'unapplied'::text, 'refused'::text]))),
  CONSTRAINT invoices_provider_invoice_key UNIQUE (business_id, provider_invoice),
  CONSTRAINT invoices_reason_check CHECK ((reason = ANY (ARRAY['start'::text, 'upgrade'::text, 'cycle'::text]))),
  CONSTRAINT invoices_status_check CHECK ((status = ANY (ARRAY['open'::text, 'processing'::text, 'paid'::text, 'void'::text, 'refunded'::text, 'chargedBack'::text]))),
  CONSTRAINT invoices_times_check CHECK (((starts_at < ends_at) AND ((status <> ALL (ARRAY['paid'::text, 'refunded'::text, 'chargedBack'::text])) OR (paid_at IS NOT NULL)) AND ((status = 'void'::text) = (voided_at IS NOT NULL)) AND ((status <> 'refunded'::text) OR (refunded >= LEAST(total, paid_amount)))))
) WITH (fillfactor=80);
CREATE INDEX invoices_created_idx ON invoices USING brin (created_at);
CREATE INDEX invoices_due_idx ON invoices USING btree (due_at) WHERE ((status = 'open'::text) AND (declined_at IS NULL) AND (reason = 'cycle'::text) AND (NOT test));
CREATE INDEX invoices_expires_idx ON invoices USING btree (expires_at) WHERE ((status = 'open'::text) AND (expires_at IS NOT NULL));
CREATE INDEX invoices_id_idx ON invoices USING btree (id);
CREATE INDEX invoices_next_attempt_idx ON invoices USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX invoices_number_idx ON invoices USING btree (number, id) WHERE (number IS NOT NULL);
CREATE UNIQUE INDEX invoices_one_open_change ON invoices USING btree (business_id) WHERE ((change IS NOT NULL) AND (status = ANY (ARRAY['open'::text, 'processing'::text])));
CREATE UNIQUE INDEX invoices_one_per_cycle ON invoices USING btree (business_id, subscription_id, cycle_index) WHERE (reason = 'cycle'::text);
CREATE INDEX invoices_open_idx ON invoices USING btree (business_id, subscription_id) WHERE (status = ANY (ARRAY['open'::text, 'processing'::text]));
CREATE INDEX invoices_pages_to_close_idx ON invoices USING btree (business_id) WHERE ((pay_url IS NOT NULL) AND (provider_invoice IS NOT NULL) AND ((status = 'void'::text) OR ((status = ANY (ARRAY['paid'::text, 'refunded'::text])) AND (reference IS DISTINCT FROM provider_invoice))));
CREATE INDEX invoices_problem_id_idx ON invoices USING btree (id) WHERE (problem IS NOT NULL);
CREATE INDEX invoices_problem_idx ON invoices USING btree (business_id) WHERE (problem IS NOT NULL);
CREATE INDEX invoices_refund_due_idx ON invoices USING btree (business_id) WHERE ((refund_due > 0) AND (provider_invoice IS NOT NULL));
CREATE INDEX invoices_status_idx ON invoices USING btree (status, id);
CREATE INDEX invoices_unanswered_idx ON invoices USING btree (business_id) WHERE ((status = 'void'::text) AND (provider_invoice IS NULL) AND (outages > 0));
CREATE INDEX invoices_unissued_idx ON invoices USING btree (created_at, business_id, id) WHERE ((issued_at IS NULL) AND (status = 'open'::text) AND (NOT test));
COMMENT ON TABLE invoices IS 'kept for INVOICE_RETENTION_YEARS, also when the business is erased';
COMMENT ON COLUMN invoices.agreed IS 'the most that was agreed to pay for the change, with tax; NULL: nothing was said';
COMMENT ON COLUMN invoices.applied_at IS 'when the change that it paid for was applied';
COMMENT ON COLUMN invoices.attempt IS 'counts calls of the provider that ended in an answer; part of the idempotency key';
COMMENT ON COLUMN invoices.bill_to IS 'the billing profile when it was issued';
COMMENT ON COLUMN invoices.change IS 'what is applied when it is paid: {planCode, quantity, …}';
COMMENT ON COLUMN invoices.cycle_index IS 'the cycle that is billed, or in which a change is bought';
COMMENT ON COLUMN invoices.in_flight_until IS 'a server is at it; after this time another one goes on';
COMMENT ON COLUMN invoices.lines IS '[{description, quantity, unitAmount, amount}], amounts in minor units';
COMMENT ON COLUMN invoices.links_read_at IS 'when pay_url and pdf_url were read at the provider; NULL: not known, so they are read again';
COMMENT ON COLUMN invoices.outages IS 'calls in a row that the provider did not answer; of a void invoice without provider_invoice: not 0 if the provider may have issued it';
COMMENT ON COLUMN invoices.paid_amount IS 'what was paid, in minor units of currency; NULL: the total, or another currency';
COMMENT ON COLUMN invoices.reference IS 'of the payment, as the operator or the provider names it';
COMMENT ON COLUMN invoices.refund_due IS 'was paid for nothing and is to be sent back';
COMMENT ON COLUMN invoices.refused_because IS 'why the provider refuses it each time: a code of the provider; NULL: it does not';
COMMENT ON COLUMN invoices.retry IS 'the place in PAYMENT_RETRY_DAYS of the next attempt by itself';
COMMENT ON COLUMN invoices.test IS 'of a business on a test clock: no number, no provider';
COMMENT ON COLUMN invoices.whole IS 'what a whole cycle costs at the price that it bills; NULL: the subtotal';

CREATE TABLE known_addresses (
  account text NOT NULL,
  address text NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  CONSTRAINT known_addresses_pkey PRIMARY KEY (account, address)
);
CREATE INDEX known_addresses_seen_at_idx ON known_addresses USING btree (seen_at);
COMMENT ON TABLE known_addresses IS 'account and address as keyed hashes; at most 20 addresses of an account, for 90 days';

CREATE TABLE members (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  active boolean NOT NULL,
  created_at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  knows_refunds boolean DEFAULT false NOT NULL,
  name text,
  role text,
  scopes text[],
  user_id uuid,
  CONSTRAINT members_kind_check CHECK ((((kind = 'human'::text) AND (user_id IS NOT NULL) AND (role IS NOT NULL) AND (name IS NULL) AND (scopes IS NULL)) OR ((kind = 'bot'::text) AND (user_id IS NULL) AND (role IS NULL) AND (name IS NOT NULL) AND (scopes IS NOT NULL)))),
  CONSTRAINT members_owner_check CHECK (((role IS DISTINCT FROM 'owner'::text) OR active)),
  CONSTRAINT members_pkey PRIMARY KEY (business_id, id),
  CONSTRAINT members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text]))),
  CONSTRAINT members_user_key UNIQUE (business_id, user_id)
);
CREATE UNIQUE INDEX members_one_owner ON members USING btree (business_id) WHERE (role = 'owner'::text);
CREATE INDEX members_user_idx ON members USING btree (user_id) WHERE (user_id IS NOT NULL);
COMMENT ON COLUMN members.knows_refunds IS 'made by a server that knows the scope usage:refund';

CREATE TABLE operator_audit (
  id uuid NOT NULL,
  action text NOT NULL,
  actor_id uuid,
  actor_kind text NOT NULL,
  address text,
  after jsonb,
  at timestamp with time zone NOT NULL,
  before jsonb,
  target_id text NOT NULL,
  target_kind text NOT NULL,
  CONSTRAINT operator_audit_pkey PRIMARY KEY (id)
);
CREATE INDEX operator_audit_at_idx ON operator_audit USING brin (at);

CREATE TABLE operator_keys (
  id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  full_expiry timestamp with time zone,
  hash bytea NOT NULL,
  last_four text NOT NULL,
  last_used_at timestamp with time zone,
  made_by uuid,
  name text NOT NULL,
  networks cidr[],
  revoked_at timestamp with time zone,
  scopes text[] DEFAULT '{admin}'::text[] NOT NULL,
  user_id uuid,
  CONSTRAINT operator_keys_hash_key UNIQUE (hash),
  CONSTRAINT operator_keys_pkey PRIMARY KEY (id)
);
CREATE INDEX operator_keys_made_by_idx ON operator_keys USING btree (made_by);
CREATE INDEX operator_keys_user_idx ON operator_keys USING btree (user_id);
COMMENT ON COLUMN operator_keys.full_expiry IS 'when a rotated key would expire without its rotation, infinity for never; NULL: expires_at says it';
COMMENT ON COLUMN operator_keys.networks IS 'where the key may come from; NULL is anywhere';
COMMENT ON COLUMN operator_keys.user_id IS 'the operator that a key with admin acts as; NULL acts as nobody, and admin counts for nothing';

CREATE TABLE payment_accounts (
  business_id uuid NOT NULL,
  brand text,
  customer text NOT NULL,
  expires_month integer,
  expires_year integer,
  last4 text,
  payment_method text,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT payment_accounts_card_check CHECK (((payment_method IS NOT NULL) OR ((brand IS NULL) AND (last4 IS NULL)))),
  CONSTRAINT payment_accounts_month_check CHECK (((expires_month >= 1) AND (expires_month <= 12))),
  CONSTRAINT payment_accounts_pkey PRIMARY KEY (business_id),
  CONSTRAINT payment_accounts_year_check CHECK (((expires_year >= 2000) AND (expires_year <= 9999)))
);
CREATE INDEX payment_accounts_expiry_idx ON payment_accounts USING btree (expires_year, expires_month) WHERE (expires_year IS NOT NULL);

CREATE TABLE payment_cursor (
  single boolean DEFAULT true NOT NULL,
  account text NOT NULL,
  budget double precision DEFAULT 0 NOT NULL,
  budget_at timestamp with time zone DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone NOT NULL,
  cursor text,
  held_since timestamp with time zone,
  last_event_at timestamp with time zone,
  mode text NOT NULL,
  provider text NOT NULL,
  read_until timestamp with time zone,
  CONSTRAINT payment_cursor_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  CONSTRAINT payment_cursor_pkey PRIMARY KEY (single),
  CONSTRAINT payment_cursor_single_check CHECK (single)
);
COMMENT ON TABLE payment_cursor IS 'the account that this database collects with, and until when its events were listed';
COMMENT ON COLUMN payment_cursor.budget IS 'invoices that may still be collected at once, as of budget_at; it fills again';
COMMENT ON COLUMN payment_cursor.cursor IS 'the event after which events are listed next';
COMMENT ON COLUMN payment_cursor.held_since IS 'nothing is collected since then, until an operator says so; NULL: it is';

CREATE TABLE payment_customers (
  customer text NOT NULL,
  business_id uuid NOT NULL,
  CONSTRAINT payment_customers_pkey PRIMARY KEY (customer)
);
CREATE INDEX payment_customers_business_idx ON payment_customers USING btree (business_id);
COMMENT ON TABLE payment_customers IS 'whose customer of the provider it is';

CREATE TABLE payment_events (
  id text NOT NULL,
  due_at timestamp with time zone,
  kind text,
  received_at timestamp with time zone NOT NULL,
  reference text,
  tries integer DEFAULT 0 NOT NULL,
  type text NOT NULL,
  CONSTRAINT payment_events_about_check CHECK ((((kind IS NULL) = (reference IS NULL)) AND ((due_at IS NULL) OR (kind IS NOT NULL)))),
  CONSTRAINT payment_events_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'checkout'::text, 'payment'::text, 'customer'::text]))),
  CONSTRAINT payment_events_pkey PRIMARY KEY (id)
);
CREATE INDEX payment_events_due_idx ON payment_events USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX payment_events_received_idx ON payment_events USING btree (received_at);
COMMENT ON TABLE payment_events IS 'events of the provider that were taken: each once';
COMMENT ON COLUMN payment_events.due_at IS 'when its object is read from the provider; NULL: it was';

CREATE TABLE plan_limits (
  version_id uuid NOT NULL,
  feature_key text NOT NULL,
  amount bigint,
  enabled boolean,
  CONSTRAINT plan_limits_amount_check CHECK (((amount >= 0) AND (amount <= '9007199254740991'::bigint))),
  CONSTRAINT plan_limits_one_kind_check CHECK (((amount IS NULL) OR (enabled IS NULL))),
  CONSTRAINT plan_limits_pkey PRIMARY KEY (version_id, feature_key)
);
COMMENT ON TABLE plan_limits IS 'metered, allocated: amount, NULL is unlimited; switch: enabled; no row: 0 or off';

CREATE TABLE plan_trials (
  business_id uuid NOT NULL,
  plan_code text NOT NULL,
  used_at timestamp with time zone NOT NULL,
  CONSTRAINT plan_trials_pkey PRIMARY KEY (business_id, plan_code)
);

CREATE TABLE plan_versions (
  id uuid NOT NULL,
  after_cycle text NOT NULL,
  after_cycle_plan text,
  after_trial text NOT NULL,
  after_trial_plan text,
  after_unpaid text,
  after_unpaid_plan text,
  created_at timestamp with time zone NOT NULL,
  grace_days integer DEFAULT 14 NOT NULL,
  moving boolean DEFAULT false NOT NULL,
  newest boolean NOT NULL,
  number integer NOT NULL,
  per_seat boolean DEFAULT false NOT NULL,
  plan_code text NOT NULL,
  price_amount bigint NOT NULL,
  running_at timestamp with time zone,
  trial_days integer NOT NULL,
  CONSTRAINT plan_versions_after_cycle_check CHECK (((after_cycle = ANY (ARRAY['renew'::text, 'end'::text, 'switch'::text])) AND ((after_cycle = 'switch'::text) = (after_cycle_plan IS NOT NULL)))),
  CONSTRAINT plan_versions_after_trial_check CHECK (((after_trial = ANY (ARRAY['renew'::text, 'end'::text, 'switch'::text])) AND ((after_trial = 'switch'::text) = (after_trial_plan IS NOT NULL)))),
  CONSTRAINT plan_versions_after_unpaid_check CHECK ((((after_unpaid = ANY (ARRAY['end'::text, 'switch'::text])) AND ((after_unpaid = 'switch'::text) = (after_unpaid_plan IS NOT NULL))) OR ((after_unpaid IS NULL) AND (after_unpaid_plan IS NULL)))),
  CONSTRAINT plan_versions_grace_days_check CHECK (((grace_days >= 1) AND (grace_days <= 60))),
  CONSTRAINT plan_versions_number_key UNIQUE (plan_code, number),
  CONSTRAINT plan_versions_pkey PRIMARY KEY (id),
  CONSTRAINT plan_versions_price_check CHECK (((price_amount >= 0) AND (price_amount <= '9007199254740991'::bigint))),
  CONSTRAINT plan_versions_trial_days_check CHECK (((trial_days >= 0) AND (trial_days <= 730)))
);
CREATE UNIQUE INDEX plan_versions_one_newest ON plan_versions USING btree (plan_code) WHERE newest;
COMMENT ON COLUMN plan_versions.after_unpaid IS 'what an unpaid invoice leads to at last; NULL: the default plan if it is free, else the end';
COMMENT ON COLUMN plan_versions.moving IS 'running cycles are still being put under the version';
COMMENT ON COLUMN plan_versions.running_at IS 'when it was brought to running cycles; NULL: never; infinity: older than this column, so nobody knows';

CREATE TABLE plans (
  id uuid NOT NULL,
  archived_at timestamp with time zone,
  code text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  currency text NOT NULL,
  description text NOT NULL,
  every interval NOT NULL,
  interval_count integer NOT NULL,
  interval_unit text NOT NULL,
  is_default boolean NOT NULL,
  name text NOT NULL,
  self_service boolean NOT NULL,
  visibility text NOT NULL,
  CONSTRAINT plans_code_key UNIQUE (code),
  CONSTRAINT plans_default_check CHECK (((NOT is_default) OR ((archived_at IS NULL) AND (visibility = 'public'::text)))),
  CONSTRAINT plans_interval_check CHECK (((interval_unit = ANY (ARRAY['day'::text, 'week'::text, 'month'::text, 'year'::text])) AND (interval_count > 0))),
  CONSTRAINT plans_pkey PRIMARY KEY (id),
  CONSTRAINT plans_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'hidden'::text])))
);
CREATE UNIQUE INDEX plans_one_default ON plans USING btree (is_default) WHERE is_default;

CREATE TABLE portal_sessions (
  business_id uuid NOT NULL,
  hash bytea NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  return_url text,
  spent_at timestamp with time zone,
  user_id uuid NOT NULL,
  CONSTRAINT portal_sessions_pkey PRIMARY KEY (business_id, hash)
);
CREATE INDEX portal_sessions_expires_at_idx ON portal_sessions USING btree (expires_at);
CREATE INDEX portal_sessions_user_idx ON portal_sessions USING btree (user_id);
COMMENT ON TABLE portal_sessions IS 'links by which a product opens the dashboard for a member';
COMMENT ON COLUMN portal_sessions.spent_at IS 'when it was opened, or when a change of credentials made it void';

CREATE TABLE rate_limits (
  key character varying(255) NOT NULL,
  expire bigint,
  points integer NOT NULL,
  CONSTRAINT rate_limits_pkey PRIMARY KEY (key)
);
CREATE INDEX rate_limits_expire_idx ON rate_limits USING btree (expire);
COMMENT ON TABLE rate_limits IS 'failures, calls and mails per account and address, which are keyed hashes in the key';

CREATE TABLE recovery_codes (
  user_id uuid NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, hash)
);
COMMENT ON TABLE recovery_codes IS 'codes for the day when the app is lost; used ones are deleted';

CREATE TABLE renewal_history (
  id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  ended integer NOT NULL,
  ms integer NOT NULL,
  renewed integer NOT NULL,
  set_aside integer NOT NULL,
  switched integer NOT NULL,
  CONSTRAINT renewal_history_pkey PRIMARY KEY (id)
);
CREATE INDEX renewal_history_at_idx ON renewal_history USING btree (at);
COMMENT ON TABLE renewal_history IS 'runs of the loop that did something';

CREATE TABLE renewal_runs (
  single boolean NOT NULL,
  last_run_at timestamp with time zone NOT NULL,
  CONSTRAINT renewal_runs_pkey PRIMARY KEY (single),
  CONSTRAINT renewal_runs_single_check CHECK (single)
);

CREATE TABLE retention_walks (
  name text NOT NULL,
  place text NOT NULL,
  CONSTRAINT retention_walks_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE retention_walks IS 'where the search for old rows goes on; a walk without a row begins at the first row';

CREATE TABLE second_factors (
  user_id uuid NOT NULL,
  confirmed_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  last_step bigint DEFAULT 0 NOT NULL,
  secret text NOT NULL,
  CONSTRAINT second_factors_pkey PRIMARY KEY (user_id)
);
COMMENT ON TABLE second_factors IS 'the authenticator app of a person';
COMMENT ON COLUMN second_factors.last_step IS 'the time step of the last code that was used; no earlier one is good';
COMMENT ON COLUMN second_factors.secret IS 'encrypted with a key derived from JWT_SECRET';

CREATE TABLE sessions (
  id uuid NOT NULL,
  address text,
  business_id uuid,
  created_at timestamp with time zone NOT NULL,
  current_hash bytea NOT NULL,
  ended_at timestamp with time zone,
  family_id uuid,
  previous_hash bytea,
  refreshes integer DEFAULT 0 NOT NULL,
  rotated_at timestamp with time zone NOT NULL,
  second_factor_at timestamp with time zone,
  successor_key bytea NOT NULL,
  user_agent text,
  user_id uuid NOT NULL,
  CONSTRAINT sessions_current_hash_key UNIQUE (current_hash),
  CONSTRAINT sessions_pkey PRIMARY KEY (id)
);
CREATE INDEX sessions_rotated_at_idx ON sessions USING btree (rotated_at);
CREATE INDEX sessions_user_idx ON sessions USING btree (user_id);
COMMENT ON COLUMN sessions.address IS 'where the log-in came from; NULL: through the backend of the product, or before this column';
COMMENT ON COLUMN sessions.created_at IS 'when the person logged in; the same for every session of a family';
COMMENT ON COLUMN sessions.family_id IS 'the first session of the log-in that this one was switched to from; NULL for that first session';
COMMENT ON COLUMN sessions.refreshes IS 'how many of its tokens were replaced, since this column exists';
COMMENT ON COLUMN sessions.second_factor_at IS 'when its person last showed a code; NULL for never';

CREATE TABLE spent_refresh_tokens (
  hash bytea NOT NULL,
  session_id uuid NOT NULL,
  CONSTRAINT spent_refresh_tokens_pkey PRIMARY KEY (hash)
);
CREATE INDEX spent_refresh_tokens_session_idx ON spent_refresh_tokens USING btree (session_id);

CREATE TABLE stats_days (
  day date NOT NULL,
  closed_at timestamp with time zone,
  state_at timestamp with time zone,
  usage_after uuid,
  usage_counted_at timestamp with time zone,
  CONSTRAINT stats_days_pkey PRIMARY KEY (day)
);
COMMENT ON TABLE stats_days IS 'days, in UTC, whose figures are kept';
COMMENT ON COLUMN stats_days.closed_at IS 'when the day was over and its other figures were written, once';
COMMENT ON COLUMN stats_days.state_at IS 'when live subscriptions and amounts were last counted; NULL: no server ran on the day';
COMMENT ON COLUMN stats_days.usage_after IS 'the last business whose use of the day is in usage_months';
COMMENT ON COLUMN stats_days.usage_counted_at IS 'when the use of every business was in usage_months';

CREATE TABLE stats_figures (
  day date NOT NULL,
  metric text NOT NULL,
  plan_code text DEFAULT ''::text NOT NULL,
  feature_key text DEFAULT ''::text NOT NULL,
  currency text DEFAULT ''::text NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT stats_figures_metric_check CHECK ((metric = ANY (ARRAY['signups'::text, 'started'::text, 'ended'::text, 'live'::text, 'monthlyAmount'::text, 'used'::text]))),
  CONSTRAINT stats_figures_pkey PRIMARY KEY (day, metric, plan_code, feature_key, currency),
  CONSTRAINT stats_figures_value_check CHECK ((value >= 0))
);
COMMENT ON TABLE stats_figures IS 'figures of a day: of a plan, a feature or a currency, or of all where that is empty';

CREATE TABLE subscriptions (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  access_until timestamp with time zone,
  anchor timestamp with time zone NOT NULL,
  attempts integer NOT NULL,
  cancel_at_cycle_end boolean NOT NULL,
  carried bigint DEFAULT 0 NOT NULL,
  collects boolean DEFAULT false NOT NULL,
  created_at timestamp with time zone NOT NULL,
  cycle_ends_at timestamp with time zone NOT NULL,
  cycle_index integer NOT NULL,
  cycle_starts_at timestamp with time zone NOT NULL,
  discount_amount bigint,
  discount_cycles integer,
  discount_percent integer,
  due_at timestamp with time zone,
  end_reason text,
  ended_at timestamp with time zone,
  every interval NOT NULL,
  last_error text,
  past_due_since timestamp with time zone,
  pending_plan_code text,
  pending_quantity integer,
  pending_version_id uuid,
  plan_code text NOT NULL,
  plan_version_id uuid NOT NULL,
  price_from timestamp with time zone,
  price_known bigint,
  price_override bigint,
  price_seen bigint,
  quantity integer DEFAULT 1 NOT NULL,
  status text NOT NULL,
  test_clock_id uuid,
  trial_ends_at timestamp with time zone,
  turn integer NOT NULL,
  version integer NOT NULL,
  CONSTRAINT subscriptions_cycle_check CHECK (((cycle_starts_at < cycle_ends_at) AND (cycle_index >= 0) AND (turn >= '-1'::integer))),
  CONSTRAINT subscriptions_discount_check CHECK ((((discount_percent IS NULL) OR (discount_amount IS NULL)) AND ((discount_percent >= 1) AND (discount_percent <= 100)) AND ((discount_amount >= 1) AND (discount_amount <= '1000000000000'::bigint)) AND ((discount_cycles IS NULL) OR ((discount_cycles > 0) AND (COALESCE((discount_percent)::bigint, discount_amount) IS NOT NULL))))),
  CONSTRAINT subscriptions_end_reason_check CHECK ((end_reason = ANY (ARRAY['canceled'::text, 'expired'::text, 'operator'::text, 'closed'::text, 'unpaid'::text]))),
  CONSTRAINT subscriptions_ended_check CHECK ((((status = 'ended'::text) = (ended_at IS NOT NULL)) AND ((status = 'ended'::text) = (end_reason IS NOT NULL)) AND ((status = 'ended'::text) = (due_at IS NULL)))),
  CONSTRAINT subscriptions_past_due_check CHECK ((((status = 'pastDue'::text) = (access_until IS NOT NULL)) AND ((access_until IS NULL) = (past_due_since IS NULL)) AND (cycle_ends_at <= access_until))),
  CONSTRAINT subscriptions_pending_quantity_check CHECK (((pending_quantity >= 1) AND (pending_quantity <= 1000000))),
  CONSTRAINT subscriptions_pkey PRIMARY KEY (business_id, id),
  CONSTRAINT subscriptions_price_override_check CHECK (((price_override >= 0) AND (price_override <= '1000000000000'::bigint))),
  CONSTRAINT subscriptions_quantity_check CHECK (((quantity >= 1) AND (quantity <= 1000000))),
  CONSTRAINT subscriptions_status_check CHECK ((status = ANY (ARRAY['trialing'::text, 'active'::text, 'pastDue'::text, 'ended'::text])))
);
CREATE INDEX subscriptions_canceling ON subscriptions USING btree (due_at, business_id, id) WHERE (cancel_at_cycle_end AND (due_at IS NOT NULL) AND (test_clock_id IS NULL));
CREATE INDEX subscriptions_dearer ON subscriptions USING btree (plan_code, price_seen) WHERE (collects AND (ended_at IS NULL) AND (test_clock_id IS NULL) AND (price_override IS NULL) AND (NOT cancel_at_cycle_end) AND (pending_plan_code IS NULL));
CREATE INDEX subscriptions_due ON subscriptions USING btree (due_at, business_id, id) WHERE ((due_at IS NOT NULL) AND (test_clock_id IS NULL));
CREATE INDEX subscriptions_due_on_clock ON subscriptions USING btree (test_clock_id, due_at, business_id, id) WHERE ((due_at IS NOT NULL) AND (test_clock_id IS NOT NULL));
CREATE INDEX subscriptions_ended_on_plan ON subscriptions USING btree (plan_code, business_id) WHERE (ended_at IS NOT NULL);
CREATE INDEX subscriptions_fewer_seats_idx ON subscriptions USING btree (business_id) WHERE (pending_quantity IS NOT NULL);
CREATE INDEX subscriptions_on_plan ON subscriptions USING btree (plan_code, status, business_id) WHERE (ended_at IS NULL);
CREATE INDEX subscriptions_on_plan_due ON subscriptions USING btree (plan_code, status, due_at, business_id, id) WHERE ((due_at IS NOT NULL) AND (test_clock_id IS NULL));
CREATE UNIQUE INDEX subscriptions_one_live ON subscriptions USING btree (business_id) WHERE (ended_at IS NULL);
CREATE INDEX subscriptions_past_due ON subscriptions USING btree (business_id) WHERE (status = 'pastDue'::text);
CREATE INDEX subscriptions_set_aside ON subscriptions USING btree (business_id) WHERE ((attempts > 0) AND (due_at IS NOT NULL));
CREATE INDEX subscriptions_to_announce ON subscriptions USING btree (due_at) WHERE (collects AND (due_at IS NOT NULL) AND (test_clock_id IS NULL) AND ((turn = '-1'::integer) OR (every >= '1 year'::interval)));
COMMENT ON COLUMN subscriptions.access_until IS 'when it lapses unless it is paid before; cycle_ends_at is not after it';
COMMENT ON COLUMN subscriptions.carried IS 'a line of the next invoice: the difference of a change that was paid late';
COMMENT ON COLUMN subscriptions.collects IS 'its cycles are invoiced';
COMMENT ON COLUMN subscriptions.discount_cycles IS 'invoices that the discount is still for; NULL: every one';
COMMENT ON COLUMN subscriptions.pending_quantity IS 'fewer seats, from the next cycle; NULL: as many as now';
COMMENT ON COLUMN subscriptions.pending_version_id IS 'the version of the pending plan when it was chosen: it costs no more than that one; counts only with pending_plan_code';
COMMENT ON COLUMN subscriptions.price_from IS 'cycles from then on may cost price_seen';
COMMENT ON COLUMN subscriptions.price_known IS 'the price of its plan that it has agreed to; NULL: that of the version of its cycle';
COMMENT ON COLUMN subscriptions.price_override IS 'instead of the price of the plan it is on; another plan clears it';
COMMENT ON COLUMN subscriptions.price_seen IS 'the dearest price of its plan that its owner was told';
COMMENT ON COLUMN subscriptions.quantity IS 'seats that were bought, on a plan with a price per seat';

CREATE TABLE test_clocks (
  id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  name text,
  now timestamp with time zone NOT NULL,
  payments text DEFAULT 'succeed'::text NOT NULL,
  CONSTRAINT test_clocks_now_check CHECK (((now >= '2000-01-01 00:00:00+00'::timestamp with time zone) AND (now < '2200-01-01 00:00:00+00'::timestamp with time zone))),
  CONSTRAINT test_clocks_payments_check CHECK ((payments = ANY (ARRAY['succeed'::text, 'decline'::text]))),
  CONSTRAINT test_clocks_pkey PRIMARY KEY (id)
);

CREATE TABLE trial_notices (
  business_id uuid NOT NULL,
  subscription_id uuid NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  CONSTRAINT trial_notices_pkey PRIMARY KEY (business_id, subscription_id, ends_at)
);
CREATE INDEX trial_notices_ends_at_idx ON trial_notices USING btree (ends_at);
COMMENT ON TABLE trial_notices IS 'ends of trials that were told beforehand, each once';

CREATE TABLE usage_alerts (
  business_id uuid NOT NULL,
  subscription_id uuid NOT NULL,
  cycle_index integer NOT NULL,
  feature_key text NOT NULL,
  "limit" bigint NOT NULL,
  percent smallint NOT NULL,
  cycle_ends_at timestamp with time zone NOT NULL,
  CONSTRAINT usage_alerts_percent_check CHECK ((percent = ANY (ARRAY[80, 100]))),
  CONSTRAINT usage_alerts_pkey PRIMARY KEY (business_id, subscription_id, cycle_index, feature_key, "limit", percent)
);
CREATE INDEX usage_alerts_cycle_ends_at_idx ON usage_alerts USING btree (cycle_ends_at);
COMMENT ON TABLE usage_alerts IS 'shares of limits that were reached, each told once';
COMMENT ON COLUMN usage_alerts.cycle_ends_at IS 'the end of the cycle when the share was reached';

CREATE TABLE usage_counters (
  business_id uuid NOT NULL,
  subscription_id uuid NOT NULL,
  cycle_index integer NOT NULL,
  feature_key text NOT NULL,
  burnt bigint NOT NULL,
  day date NOT NULL,
  day_base bigint NOT NULL,
  highest_limit bigint,
  used bigint NOT NULL,
  CONSTRAINT usage_counters_burnt_check CHECK (((burnt >= 0) AND (burnt <= used))),
  CONSTRAINT usage_counters_day_base_check CHECK (((day_base >= 0) AND (day_base <= used))),
  CONSTRAINT usage_counters_limit_check CHECK (((used - burnt) <= highest_limit)),
  CONSTRAINT usage_counters_pkey PRIMARY KEY (business_id, subscription_id, cycle_index, feature_key),
  CONSTRAINT usage_counters_used_check CHECK (((used >= 0) AND (used <= '9007199254740991'::bigint)))
) WITH (fillfactor=50);
COMMENT ON COLUMN usage_counters.burnt IS 'units of used that credits paid; the plan paid the rest';
COMMENT ON COLUMN usage_counters.day_base IS 'what used was before the first spend of day';
COMMENT ON COLUMN usage_counters.highest_limit IS 'the highest limit that units were spent under; NULL is unlimited';

CREATE TABLE usage_days (
  business_id uuid NOT NULL,
  subscription_id uuid NOT NULL,
  cycle_index integer NOT NULL,
  feature_key text NOT NULL,
  day date NOT NULL,
  base bigint NOT NULL,
  CONSTRAINT usage_days_base_check CHECK (((base >= 0) AND (base <= '9007199254740991'::bigint))),
  CONSTRAINT usage_days_pkey PRIMARY KEY (business_id, subscription_id, cycle_index, feature_key, day)
);
CREATE INDEX usage_days_day_idx ON usage_days USING btree (day, business_id);
COMMENT ON COLUMN usage_days.base IS 'what the counter showed before the first spend of the day';

CREATE TABLE usage_months (
  business_id uuid NOT NULL,
  month date NOT NULL,
  feature_key text NOT NULL,
  used bigint NOT NULL,
  CONSTRAINT usage_months_pkey PRIMARY KEY (business_id, month, feature_key),
  CONSTRAINT usage_months_used_check CHECK (((used >= 1) AND (used <= '9007199254740991'::bigint)))
);
CREATE INDEX usage_months_rank ON usage_months USING btree (month, feature_key, used, business_id);
COMMENT ON TABLE usage_months IS 'units that a business used on the days of a month, in UTC, that are over';
COMMENT ON COLUMN usage_months.month IS 'the first day of the month';

CREATE TABLE user_tokens (
  id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  email text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  hash bytea NOT NULL,
  purpose text NOT NULL,
  spent_at timestamp with time zone,
  user_id uuid NOT NULL,
  CONSTRAINT user_tokens_hash_key UNIQUE (hash),
  CONSTRAINT user_tokens_pkey PRIMARY KEY (id),
  CONSTRAINT user_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['reset'::text, 'verify'::text, 'email_change'::text, 'email_stop'::text])))
);
CREATE INDEX user_tokens_expires_at_idx ON user_tokens USING btree (expires_at);
CREATE INDEX user_tokens_user_idx ON user_tokens USING btree (user_id);
COMMENT ON COLUMN user_tokens.email IS 'the address the token was mailed to: the one it proves';

CREATE TABLE user_trials (
  user_id uuid NOT NULL,
  plan_code text NOT NULL,
  used_at timestamp with time zone NOT NULL,
  CONSTRAINT user_trials_pkey PRIMARY KEY (user_id, plan_code)
);

CREATE TABLE users (
  id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  credentials_changed_at timestamp with time zone,
  email text NOT NULL,
  email_verified_at timestamp with time zone,
  first_name text NOT NULL,
  last_business_id uuid,
  last_name text NOT NULL,
  operator boolean NOT NULL,
  password_hash text,
  suspended_at timestamp with time zone,
  CONSTRAINT users_email_key UNIQUE (email),
  CONSTRAINT users_pkey PRIMARY KEY (id)
);
CREATE INDEX users_django_passwords_idx ON users USING btree (((split_part(password_hash, '$'::text, 2))::integer)) WHERE (password_hash ~~ 'pbkdf2_sha256$%'::text);
CREATE INDEX users_email_prefix_idx ON users USING btree (email COLLATE "C");
CREATE INDEX users_operators_idx ON users USING btree (id) WHERE operator;
COMMENT ON COLUMN users.credentials_changed_at IS 'when the password or the e-mail address last changed, by the clock of the database';
COMMENT ON COLUMN users.password_hash IS 'NULL until an owner whom an operator invited has chosen one';
COMMENT ON COLUMN users.suspended_at IS 'set by an operator: no session of this person is opened or kept';

CREATE TABLE webhook_attempts (
  event_id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  business_id uuid NOT NULL,
  number integer NOT NULL,
  at timestamp with time zone NOT NULL,
  error text,
  ms integer NOT NULL,
  response text,
  status integer,
  CONSTRAINT webhook_attempts_outcome_check CHECK (((status IS NULL) = (error IS NOT NULL))),
  CONSTRAINT webhook_attempts_pkey PRIMARY KEY (event_id, endpoint_id, business_id, number)
);
CREATE INDEX webhook_attempts_business_idx ON webhook_attempts USING btree (business_id);
CREATE INDEX webhook_attempts_endpoint_delivered_idx ON webhook_attempts USING btree (endpoint_id, at) WHERE (((status >= 200) AND (status <= 299)) IS TRUE);
CREATE INDEX webhook_attempts_endpoint_failed_idx ON webhook_attempts USING btree (endpoint_id, at) WHERE (((status >= 200) AND (status <= 299)) IS NOT TRUE);
COMMENT ON COLUMN webhook_attempts.response IS 'the first bytes of the answer';

CREATE TABLE webhook_deliveries (
  event_id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  business_id uuid NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  created_at timestamp with time zone NOT NULL,
  delivered_at timestamp with time zone,
  last_error text,
  last_status integer,
  next_at timestamp with time zone,
  "position" bigint NOT NULL,
  run integer DEFAULT 1 NOT NULL,
  state text NOT NULL,
  tries integer DEFAULT 0 NOT NULL,
  type text NOT NULL,
  CONSTRAINT webhook_deliveries_delivered_check CHECK (((state <> 'delivered'::text) OR (delivered_at IS NOT NULL))),
  CONSTRAINT webhook_deliveries_next_check CHECK (((state = 'pending'::text) = (next_at IS NOT NULL))),
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (event_id, endpoint_id, business_id),
  CONSTRAINT webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'givenUp'::text, 'skipped'::text])))
) WITH (fillfactor=80);
CREATE INDEX webhook_deliveries_business_idx ON webhook_deliveries USING btree (business_id);
CREATE INDEX webhook_deliveries_created_at_idx ON webhook_deliveries USING brin (created_at);
CREATE INDEX webhook_deliveries_failed_idx ON webhook_deliveries USING btree (endpoint_id, created_at, "position") WHERE ((state <> 'delivered'::text) AND ((state <> 'pending'::text) OR (tries > 0)));
CREATE INDEX webhook_deliveries_list_idx ON webhook_deliveries USING btree (endpoint_id, created_at DESC, "position" DESC);
CREATE INDEX webhook_deliveries_oldest_idx ON webhook_deliveries USING btree (created_at) WHERE (state = 'pending'::text);
CREATE INDEX webhook_deliveries_pending_idx ON webhook_deliveries USING btree (next_at) WHERE (state = 'pending'::text);
CREATE INDEX webhook_deliveries_some_idx ON webhook_deliveries USING btree (endpoint_id, state, type, created_at DESC, "position" DESC);
COMMENT ON COLUMN webhook_deliveries.business_id IS 'of the event';
COMMENT ON COLUMN webhook_deliveries.attempts IS 'attempts of all runs';
COMMENT ON COLUMN webhook_deliveries.delivered_at IS 'when it was last delivered, in real time';
COMMENT ON COLUMN webhook_deliveries.next_at IS 'when the next attempt is due, in real time';
COMMENT ON COLUMN webhook_deliveries.run IS 'raised by each replay, so that the job of the run before does nothing';
COMMENT ON COLUMN webhook_deliveries.tries IS 'attempts of this run';

CREATE TABLE webhook_endpoints (
  id uuid NOT NULL,
  business_id uuid,
  created_at timestamp with time zone NOT NULL,
  deleted_at timestamp with time zone,
  description text,
  disabled_at timestamp with time zone,
  disabled_reason text,
  failing_since timestamp with time zone,
  generation integer DEFAULT 1 NOT NULL,
  heard_from bigint NOT NULL,
  sealed_by text NOT NULL,
  secrets jsonb NOT NULL,
  types text[] NOT NULL,
  url text NOT NULL,
  warned_at timestamp with time zone,
  CONSTRAINT webhook_endpoints_disabled_check CHECK ((((disabled_at IS NULL) = (disabled_reason IS NULL)) AND (disabled_reason = ANY (ARRAY['manual'::text, 'failing'::text, 'gone'::text])))),
  CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_endpoints_types_check CHECK ((cardinality(types) > 0))
) WITH (fillfactor=80);
CREATE INDEX webhook_endpoints_business_idx ON webhook_endpoints USING btree (business_id) WHERE (deleted_at IS NULL);
CREATE INDEX webhook_endpoints_deleted_idx ON webhook_endpoints USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX webhook_endpoints_disabled_idx ON webhook_endpoints USING btree (disabled_at) WHERE ((disabled_at IS NOT NULL) AND (deleted_at IS NULL));
COMMENT ON COLUMN webhook_endpoints.business_id IS 'NULL: an endpoint of the operators, which hears of all businesses';
COMMENT ON COLUMN webhook_endpoints.failing_since IS 'the first failed attempt since the last success';
COMMENT ON COLUMN webhook_endpoints.generation IS 'raised by each new URL, and each time it is turned on';
COMMENT ON COLUMN webhook_endpoints.heard_from IS 'the last position at which it did not take these types yet: it has a delivery of every later event of them';
COMMENT ON COLUMN webhook_endpoints.sealed_by IS 'names the key that encrypted the secrets';
COMMENT ON COLUMN webhook_endpoints.secrets IS 'encrypted, the newest first: [{secret, endsAt}]; endsAt null is never';
COMMENT ON COLUMN webhook_endpoints.types IS 'an asterisk is every type';
COMMENT ON COLUMN webhook_endpoints.warned_at IS 'when a mail told that it fails; NULL: not since the last success';

ALTER TABLE allocations ADD CONSTRAINT allocations_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE allocations ADD CONSTRAINT allocations_feature_fkey
  FOREIGN KEY (feature_key) REFERENCES features(key);

ALTER TABLE api_keys ADD CONSTRAINT api_keys_bot_fkey
  FOREIGN KEY (business_id, bot_id) REFERENCES members(business_id, id);

ALTER TABLE audit_log ADD CONSTRAINT audit_log_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE billing_notices ADD CONSTRAINT billing_notices_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE billing_profiles ADD CONSTRAINT billing_profiles_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE business_export_parts ADD CONSTRAINT business_export_parts_export_fkey
  FOREIGN KEY (business_id, export_id) REFERENCES business_exports(business_id, id) ON DELETE CASCADE;

ALTER TABLE business_exports ADD CONSTRAINT business_exports_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE businesses ADD CONSTRAINT businesses_test_clock_fkey
  FOREIGN KEY (test_clock_id) REFERENCES test_clocks(id);

ALTER TABLE checkouts ADD CONSTRAINT checkouts_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE checkouts ADD CONSTRAINT checkouts_plan_fkey
  FOREIGN KEY (plan_code) REFERENCES plans(code);

ALTER TABLE credit_grants ADD CONSTRAINT credit_grants_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE credit_grants ADD CONSTRAINT credit_grants_feature_fkey
  FOREIGN KEY (feature_key) REFERENCES features(key);

ALTER TABLE credit_notes ADD CONSTRAINT credit_notes_invoice_fkey
  FOREIGN KEY (business_id, invoice_id) REFERENCES invoices(business_id, id) ON DELETE CASCADE;

ALTER TABLE cycles ADD CONSTRAINT cycles_subscription_fkey
  FOREIGN KEY (business_id, subscription_id) REFERENCES subscriptions(business_id, id);

ALTER TABLE erasures ADD CONSTRAINT erasures_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE former_members ADD CONSTRAINT former_members_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE former_members ADD CONSTRAINT former_members_user_fkey
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE idempotency_records ADD CONSTRAINT idempotency_records_counter_fkey
  FOREIGN KEY (business_id, subscription_id, cycle_index, feature_key) REFERENCES usage_counters(business_id, subscription_id, cycle_index, feature_key);

ALTER TABLE invitation_tokens ADD CONSTRAINT invitation_tokens_invitation_fkey
  FOREIGN KEY (business_id, invitation_id) REFERENCES invitations(business_id, id) ON DELETE CASCADE;

ALTER TABLE invitations ADD CONSTRAINT invitations_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE members ADD CONSTRAINT members_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE members ADD CONSTRAINT members_user_fkey
  FOREIGN KEY (user_id) REFERENCES users(id);

ALTER TABLE operator_keys ADD CONSTRAINT operator_keys_made_by_fkey
  FOREIGN KEY (made_by) REFERENCES users(id) ON DELETE SET NULL;

ALTER TABLE operator_keys ADD CONSTRAINT operator_keys_user_fkey
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL;

ALTER TABLE payment_accounts ADD CONSTRAINT payment_accounts_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE plan_limits ADD CONSTRAINT plan_limits_feature_fkey
  FOREIGN KEY (feature_key) REFERENCES features(key);

ALTER TABLE plan_limits ADD CONSTRAINT plan_limits_version_fkey
  FOREIGN KEY (version_id) REFERENCES plan_versions(id);

ALTER TABLE plan_trials ADD CONSTRAINT plan_trials_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE plan_trials ADD CONSTRAINT plan_trials_plan_fkey
  FOREIGN KEY (plan_code) REFERENCES plans(code);

ALTER TABLE plan_versions ADD CONSTRAINT plan_versions_after_cycle_plan_fkey
  FOREIGN KEY (after_cycle_plan) REFERENCES plans(code);

ALTER TABLE plan_versions ADD CONSTRAINT plan_versions_after_trial_plan_fkey
  FOREIGN KEY (after_trial_plan) REFERENCES plans(code);

ALTER TABLE plan_versions ADD CONSTRAINT plan_versions_after_unpaid_plan_fkey
  FOREIGN KEY (after_unpaid_plan) REFERENCES plans(code);

ALTER TABLE plan_versions ADD CONSTRAINT plan_versions_plan_fkey
  FOREIGN KEY (plan_code) REFERENCES plans(code);

ALTER TABLE portal_sessions ADD CONSTRAINT portal_sessions_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE portal_sessions ADD CONSTRAINT portal_sessions_user_fkey
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE recovery_codes ADD CONSTRAINT recovery_codes_user_fkey
  FOREIGN KEY (user_id) REFERENCES second_factors(user_id) ON DELETE CASCADE;

ALTER TABLE second_factors ADD CONSTRAINT second_factors_user_fkey
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE sessions ADD CONSTRAINT sessions_user_fkey
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE spent_refresh_tokens ADD CONSTRAINT spent_refresh_tokens_session_fkey
  FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE;

ALTER TABLE stats_figures ADD CONSTRAINT stats_figures_day_fkey
  FOREIGN KEY (day) REFERENCES stats_days(day) ON DELETE CASCADE;

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_pending_plan_fkey
  FOREIGN KEY (pending_plan_code) REFERENCES plans(code);

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_plan_fkey
  FOREIGN KEY (plan_code) REFERENCES plans(code);

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_plan_version_fkey
  FOREIGN KEY (plan_version_id) REFERENCES plan_versions(id);

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_test_clock_fkey
  FOREIGN KEY (test_clock_id) REFERENCES test_clocks(id);

ALTER TABLE trial_notices ADD CONSTRAINT trial_notices_subscription_fkey
  FOREIGN KEY (business_id, subscription_id) REFERENCES subscriptions(business_id, id);

ALTER TABLE usage_alerts ADD CONSTRAINT usage_alerts_cycle_fkey
  FOREIGN KEY (business_id, subscription_id, cycle_index) REFERENCES cycles(business_id, subscription_id, index);

ALTER TABLE usage_counters ADD CONSTRAINT usage_counters_cycle_fkey
  FOREIGN KEY (business_id, subscription_id, cycle_index) REFERENCES cycles(business_id, subscription_id, index);

ALTER TABLE usage_counters ADD CONSTRAINT usage_counters_feature_fkey
  FOREIGN KEY (feature_key) REFERENCES features(key);

ALTER TABLE usage_days ADD CONSTRAINT usage_days_counter_fkey
  FOREIGN KEY (business_id, subscription_id, cycle_index, feature_key) REFERENCES usage_counters(business_id, subscription_id, cycle_index, feature_key);

ALTER TABLE usage_months ADD CONSTRAINT usage_months_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

ALTER TABLE user_tokens ADD CONSTRAINT user_tokens_user_fkey
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE user_trials ADD CONSTRAINT user_trials_plan_fkey
  FOREIGN KEY (plan_code) REFERENCES plans(code);

ALTER TABLE user_trials ADD CONSTRAINT user_trials_user_fkey
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

ALTER TABLE webhook_attempts ADD CONSTRAINT webhook_attempts_delivery_fkey
  FOREIGN KEY (business_id, event_id, endpoint_id) REFERENCES webhook_deliveries(business_id, event_id, endpoint_id) ON DELETE CASCADE;

ALTER TABLE webhook_deliveries ADD CONSTRAINT webhook_deliveries_endpoint_fkey
  FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id);

ALTER TABLE webhook_endpoints ADD CONSTRAINT webhook_endpoints_business_fkey
  FOREIGN KEY (business_id) REFERENCES businesses(id);

CREATE TRIGGER api_keys_of_older_servers BEFORE INSERT ON public.api_keys FOR EACH ROW WHEN (((NOT new.knows_refunds) AND ('usage:write'::text = ANY (new.scopes)) AND (NOT ('usage:refund'::text = ANY (new.scopes))))) EXECUTE FUNCTION may_refund_what_it_spends();

CREATE TRIGGER businesses_external_id AFTER INSERT OR UPDATE OF external_id ON public.businesses FOR EACH ROW EXECUTE FUNCTION keep_external_id();

CREATE TRIGGER members_of_older_servers BEFORE INSERT ON public.members FOR EACH ROW WHEN (((NOT new.knows_refunds) AND ('usage:write'::text = ANY (new.scopes)) AND (NOT ('usage:refund'::text = ANY (new.scopes))))) EXECUTE FUNCTION may_refund_what_it_spends();
