import type { MigrationInterface, QueryRunner } from 'typeorm';

const MAX_UNITS = Number.MAX_SAFE_INTEGER;

/** Reference tables: the same on every server, and small. They point at no tenant. */
const REFERENCE = `
  CREATE TABLE features (
    id uuid CONSTRAINT features_pkey PRIMARY KEY,
    key text NOT NULL CONSTRAINT features_key_key UNIQUE,
    name text NOT NULL,
    unit text NOT NULL,
    kind text NOT NULL,
    retired_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT features_kind_check CHECK (kind IN ('metered', 'allocated', 'switch'))
  );

  CREATE TABLE plans (
    id uuid CONSTRAINT plans_pkey PRIMARY KEY,
    code text NOT NULL CONSTRAINT plans_code_key UNIQUE,
    name text NOT NULL,
    description text NOT NULL,
    currency text NOT NULL,
    interval_unit text NOT NULL,
    interval_count integer NOT NULL,
    every interval NOT NULL,
    visibility text NOT NULL,
    self_service boolean NOT NULL,
    is_default boolean NOT NULL,
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT plans_interval_check CHECK (interval_unit IN ('day', 'week', 'month', 'year') AND interval_count > 0),
    CONSTRAINT plans_visibility_check CHECK (visibility IN ('public', 'hidden')),
    CONSTRAINT plans_default_check CHECK (NOT is_default OR (archived_at IS NULL AND visibility = 'public'))
  );
  CREATE UNIQUE INDEX plans_one_default ON plans (is_default) WHERE is_default;

  CREATE TABLE plan_versions (
    id uuid CONSTRAINT plan_versions_pkey PRIMARY KEY,
    plan_code text NOT NULL CONSTRAINT plan_versions_plan_fkey REFERENCES plans (code),
    number integer NOT NULL,
    newest boolean NOT NULL,
    price_amount bigint NOT NULL,
    trial_days integer NOT NULL,
    after_cycle text NOT NULL,
    after_cycle_plan text CONSTRAINT plan_versions_after_cycle_plan_fkey REFERENCES plans (code),
    after_trial text NOT NULL,
    after_trial_plan text CONSTRAINT plan_versions_after_trial_plan_fkey REFERENCES plans (code),
    created_at timestamptz NOT NULL,
    CONSTRAINT plan_versions_number_key UNIQUE (plan_code, number),
    CONSTRAINT plan_versions_price_check CHECK (price_amount BETWEEN 0 AND ${MAX_UNITS}),
    CONSTRAINT plan_versions_trial_days_check CHECK (trial_days BETWEEN 0 AND 730),
    CONSTRAINT plan_versions_after_cycle_check
      CHECK (after_cycle IN ('renew', 'end', 'switch') AND (after_cycle = 'switch') = (after_cycle_plan IS NOT NULL)),
    CONSTRAINT plan_versions_after_trial_check
      CHECK (after_trial IN ('renew', 'end', 'switch') AND (after_trial = 'switch') = (after_trial_plan IS NOT NULL))
  );
  CREATE UNIQUE INDEX plan_versions_one_newest ON plan_versions (plan_code) WHERE newest;

  CREATE TABLE plan_limits (
    version_id uuid NOT NULL CONSTRAINT plan_limits_version_fkey REFERENCES plan_versions (id),
    feature_key text NOT NULL CONSTRAINT plan_limits_feature_fkey REFERENCES features (key),
    amount bigint,
    enabled boolean,
    CONSTRAINT plan_limits_pkey PRIMARY KEY (version_id, feature_key),
    CONSTRAINT plan_limits_amount_check CHECK (amount BETWEEN 0 AND ${MAX_UNITS}),
    CONSTRAINT plan_limits_one_kind_check CHECK (amount IS NULL OR enabled IS NULL)
  );
  COMMENT ON TABLE plan_limits IS 'metered, allocated: amount, NULL is unlimited; switch: enabled; no row: 0 or off';

  CREATE TABLE test_clocks (
    id uuid CONSTRAINT test_clocks_pkey PRIMARY KEY,
    now timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT test_clocks_now_check CHECK (now >= '2000-01-01T00:00:00Z' AND now < '2200-01-01T00:00:00Z')
  );

  CREATE TABLE users (
    id uuid CONSTRAINT users_pkey PRIMARY KEY,
    email text NOT NULL CONSTRAINT users_email_key UNIQUE,
    password_hash text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    operator boolean NOT NULL,
    email_verified_at timestamptz,
    last_business_id uuid,
    created_at timestamptz NOT NULL
  );

  CREATE TABLE sessions (
    id uuid CONSTRAINT sessions_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT sessions_user_fkey REFERENCES users (id),
    business_id uuid,
    successor_key bytea NOT NULL,
    current_hash bytea NOT NULL CONSTRAINT sessions_current_hash_key UNIQUE,
    previous_hash bytea,
    rotated_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz
  );
  CREATE INDEX sessions_user_idx ON sessions (user_id);

  CREATE TABLE spent_refresh_tokens (
    hash bytea CONSTRAINT spent_refresh_tokens_pkey PRIMARY KEY,
    session_id uuid NOT NULL CONSTRAINT spent_refresh_tokens_session_fkey REFERENCES sessions (id) ON DELETE CASCADE
  );

  CREATE TABLE renewal_runs (
    single boolean CONSTRAINT renewal_runs_pkey PRIMARY KEY CONSTRAINT renewal_runs_single_check CHECK (single),
    last_run_at timestamptz NOT NULL
  );

  CREATE TABLE operator_audit (
    id uuid CONSTRAINT operator_audit_pkey PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    target_kind text NOT NULL,
    target_id text NOT NULL,
    before jsonb,
    after jsonb
  );
`;

/** Tenant tables: `business_id` leads every key, and every reference carries it, so no row points to a stranger. */
const TENANT = `
  CREATE TABLE businesses (
    id uuid CONSTRAINT businesses_pkey PRIMARY KEY,
    name text NOT NULL,
    external_id text,
    metadata jsonb NOT NULL,
    test_clock_id uuid CONSTRAINT businesses_test_clock_fkey REFERENCES test_clocks (id),
    suspended_at timestamptz,
    closed_at timestamptz,
    created_at timestamptz NOT NULL
  );
  CREATE INDEX businesses_external_id_idx ON businesses (external_id) WHERE external_id IS NOT NULL;
  CREATE INDEX businesses_test_clock_idx ON businesses (test_clock_id) WHERE test_clock_id IS NOT NULL;

  CREATE TABLE members (
    business_id uuid NOT NULL CONSTRAINT members_business_fkey REFERENCES businesses (id),
    id uuid NOT NULL,
    kind text NOT NULL,
    user_id uuid CONSTRAINT members_user_fkey REFERENCES users (id),
    name text,
    role text,
    scopes text[],
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT members_pkey PRIMARY KEY (business_id, id),
    CONSTRAINT members_user_key UNIQUE (business_id, user_id),
    CONSTRAINT members_kind_check CHECK (
      (kind = 'human' AND user_id IS NOT NULL AND role IS NOT NULL AND name IS NULL AND scopes IS NULL) OR
      (kind = 'bot' AND user_id IS NULL AND role IS NULL AND name IS NOT NULL AND scopes IS NOT NULL)),
    CONSTRAINT members_role_check CHECK (role IN ('owner', 'admin', 'member')),
    CONSTRAINT members_owner_check CHECK (role IS DISTINCT FROM 'owner' OR active)
  );
  CREATE UNIQUE INDEX members_one_owner ON members (business_id) WHERE role = 'owner';
  CREATE INDEX members_user_idx ON members (user_id) WHERE user_id IS NOT NULL;

  CREATE TABLE api_keys (
    business_id uuid NOT NULL,
    id uuid NOT NULL,
    bot_id uuid NOT NULL,
    name text NOT NULL,
    mode text NOT NULL,
    hash bytea NOT NULL,
    last_four text NOT NULL,
    scopes text[] NOT NULL,
    rate_limit integer,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT api_keys_pkey PRIMARY KEY (business_id, id),
    CONSTRAINT api_keys_hash_key UNIQUE (business_id, hash),
    CONSTRAINT api_keys_bot_fkey FOREIGN KEY (business_id, bot_id) REFERENCES members (business_id, id),
    CONSTRAINT api_keys_mode_check CHECK (mode IN ('live', 'test'))
  );
  CREATE INDEX api_keys_bot_idx ON api_keys (business_id, bot_id);

  CREATE TABLE subscriptions (
    business_id uuid NOT NULL CONSTRAINT subscriptions_business_fkey REFERENCES businesses (id),
    id uuid NOT NULL,
    test_clock_id uuid CONSTRAINT subscriptions_test_clock_fkey REFERENCES test_clocks (id),
    version integer NOT NULL,
    status text NOT NULL,
    plan_code text NOT NULL CONSTRAINT subscriptions_plan_fkey REFERENCES plans (code),
    plan_version_id uuid NOT NULL CONSTRAINT subscriptions_plan_version_fkey REFERENCES plan_versions (id),
    cycle_index integer NOT NULL,
    cycle_starts_at timestamptz NOT NULL,
    cycle_ends_at timestamptz NOT NULL,
    anchor timestamptz NOT NULL,
    every interval NOT NULL,
    turn integer NOT NULL,
    trial_ends_at timestamptz,
    pending_plan_code text CONSTRAINT subscriptions_pending_plan_fkey REFERENCES plans (code),
    cancel_at_cycle_end boolean NOT NULL,
    due_at timestamptz,
    attempts integer NOT NULL,
    last_error text,
    ended_at timestamptz,
    end_reason text,
    created_at timestamptz NOT NULL,
    CONSTRAINT subscriptions_pkey PRIMARY KEY (business_id, id),
    CONSTRAINT subscriptions_status_check CHECK (status IN ('trialing', 'active', 'pastDue', 'ended')),
    CONSTRAINT subscriptions_end_reason_check CHECK (end_reason IN ('canceled', 'expired', 'operator', 'closed')),
    CONSTRAINT subscriptions_ended_check CHECK (
      (status = 'ended') = (ended_at IS NOT NULL) AND
      (status = 'ended') = (end_reason IS NOT NULL) AND
      (status = 'ended') = (due_at IS NULL)),
    CONSTRAINT subscriptions_cycle_check CHECK (cycle_starts_at < cycle_ends_at AND cycle_index >= 0 AND turn >= -1)
  );
  CREATE UNIQUE INDEX subscriptions_one_live ON subscriptions (business_id) WHERE ended_at IS NULL;
  CREATE INDEX subscriptions_due ON subscriptions (due_at, business_id, id)
    WHERE due_at IS NOT NULL AND test_clock_id IS NULL;
  CREATE INDEX subscriptions_due_on_clock ON subscriptions (test_clock_id, due_at, business_id, id)
    WHERE due_at IS NOT NULL AND test_clock_id IS NOT NULL;

  CREATE TABLE cycles (
    business_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    index integer NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    anchor timestamptz NOT NULL,
    every interval NOT NULL,
    turn integer NOT NULL,
    trial boolean NOT NULL,
    cut_short boolean NOT NULL,
    plan_version_id uuid NOT NULL CONSTRAINT cycles_plan_version_fkey REFERENCES plan_versions (id),
    CONSTRAINT cycles_pkey PRIMARY KEY (business_id, subscription_id, index),
    CONSTRAINT cycles_starts_at_key UNIQUE (business_id, subscription_id, starts_at),
    CONSTRAINT cycles_subscription_fkey
      FOREIGN KEY (business_id, subscription_id) REFERENCES subscriptions (business_id, id),
    CONSTRAINT cycles_order_check CHECK (starts_at < ends_at AND index >= 0 AND turn >= -1)
  );

  CREATE TABLE plan_trials (
    business_id uuid NOT NULL CONSTRAINT plan_trials_business_fkey REFERENCES businesses (id),
    plan_code text NOT NULL CONSTRAINT plan_trials_plan_fkey REFERENCES plans (code),
    used_at timestamptz NOT NULL,
    CONSTRAINT plan_trials_pkey PRIMARY KEY (business_id, plan_code)
  );

  CREATE TABLE usage_counters (
    business_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    cycle_index integer NOT NULL,
    feature_key text NOT NULL CONSTRAINT usage_counters_feature_fkey REFERENCES features (key),
    used bigint NOT NULL,
    highest_limit bigint,
    CONSTRAINT usage_counters_pkey PRIMARY KEY (business_id, subscription_id, cycle_index, feature_key),
    CONSTRAINT usage_counters_cycle_fkey
      FOREIGN KEY (business_id, subscription_id, cycle_index) REFERENCES cycles (business_id, subscription_id, index),
    CONSTRAINT usage_counters_used_check CHECK (used BETWEEN 0 AND ${MAX_UNITS}),
    CONSTRAINT usage_counters_limit_check CHECK (used <= highest_limit)
  ) WITH (fillfactor = 50);
  COMMENT ON COLUMN usage_counters.highest_limit IS 'the highest limit that units were spent under; NULL is unlimited';

  CREATE TABLE allocations (
    business_id uuid NOT NULL CONSTRAINT allocations_business_fkey REFERENCES businesses (id),
    feature_key text NOT NULL CONSTRAINT allocations_feature_fkey REFERENCES features (key),
    resource text NOT NULL,
    id uuid NOT NULL,
    held_at timestamptz NOT NULL,
    expires_at timestamptz,
    CONSTRAINT allocations_pkey PRIMARY KEY (business_id, feature_key, resource)
  );

  CREATE TABLE audit_log (
    business_id uuid NOT NULL CONSTRAINT audit_log_business_fkey REFERENCES businesses (id),
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    target_kind text NOT NULL,
    target_id text NOT NULL,
    before jsonb,
    after jsonb,
    CONSTRAINT audit_log_pkey PRIMARY KEY (business_id, id)
  );
`;

/** `seats` is built in: the service itself holds one for every person of a business. */
const BUILT_IN = `
  INSERT INTO features (id, key, name, unit, kind, created_at)
  VALUES ('01900000-0000-7000-8000-000000000001', 'seats', 'Seats', 'seat', 'allocated', '2024-06-09T00:00:00Z');
`;

const TABLES = [
  [
    'audit_log',
    'allocations',
    'usage_counters',
    'plan_trials',
    'cycles',
    'subscriptions',
    'api_keys',
    'members',
  ],
  [
    'businesses',
    'operator_audit',
    'renewal_runs',
    'spent_refresh_tokens',
    'sessions',
    'users',
    'test_clocks',
  ],
  ['plan_limits', 'plan_versions', 'plans', 'features'],
].flat();

export class Foundation1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REFERENCE);
    await runner.query(TENANT);
    await runner.query(BUILT_IN);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}
