import type pg from 'pg';

const MONTHLY = `
  INSERT INTO plans (id, code, name, description, currency, interval_unit, interval_count, every, visibility, self_service, is_default, created_at)
  VALUES (gen_random_uuid(), 'crowd', 'Crowd', '', 'USD', 'month', 1, interval '1 month', 'public', true, false, $1);`;
const VERSION = `
  INSERT INTO plan_versions (id, plan_code, number, newest, price_amount, trial_days, after_cycle, after_trial, created_at)
  VALUES (gen_random_uuid(), 'crowd', 1, true, 0, 0, 'renew', 'renew', $1)`;
/** Each began a month and a bit, two, or three ago, so that it is late by one to three cycles. */
const PEOPLE = `
  CREATE TABLE crowd AS
  SELECT gen_random_uuid() AS business_id, gen_random_uuid() AS id, gen_random_uuid() AS user_id, gen_random_uuid() AS member_id, late,
         date_trunc('milliseconds', ((($2::timestamptz AT TIME ZONE 'UTC') - make_interval(months => late)) AT TIME ZONE 'UTC')
           - make_interval(hours => k % 300, secs => k % 3600 + 1)) AS starts_at
  FROM (SELECT k, 1 + k % 3 AS late FROM generate_series(1, $1) AS k) AS g`;
const REST = [
  `INSERT INTO businesses (id, name, metadata, created_at) SELECT business_id, 'C', '{}', starts_at FROM crowd`,
  `INSERT INTO users (id, email, password_hash, first_name, last_name, operator, created_at)
   SELECT user_id, user_id || '@example.com', '-', 'C', 'C', false, starts_at FROM crowd`,
  `INSERT INTO members (business_id, id, kind, user_id, role, active, created_at)
   SELECT business_id, member_id, 'human', user_id, 'owner', true, starts_at FROM crowd`,
  `INSERT INTO allocations (business_id, feature_key, resource, id, held_at)
   SELECT business_id, 'seats', member_id::text, gen_random_uuid(), starts_at FROM crowd`,
  `INSERT INTO subscriptions (business_id, id, version, status, plan_code, plan_version_id, cycle_index, cycle_starts_at,
     cycle_ends_at, anchor, every, turn, cancel_at_cycle_end, due_at, attempts, created_at)
   SELECT business_id, c.id, 1, 'active', 'crowd', v.id, 0, starts_at, e.ends_at, starts_at, interval '1 month', 0, false, e.ends_at, 0, starts_at
   FROM crowd c JOIN plan_versions v ON v.plan_code = 'crowd',
        LATERAL (SELECT ((starts_at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC' AS ends_at) AS e`,
  `INSERT INTO cycles (business_id, subscription_id, index, starts_at, ends_at, anchor, every, turn, trial, cut_short, plan_version_id)
   SELECT business_id, id, 0, cycle_starts_at, cycle_ends_at, anchor, every, 0, false, false, plan_version_id
   FROM subscriptions WHERE plan_code = 'crowd'`,
  'ANALYZE',
];

/** Writes `n` businesses whose subscriptions are late by one to three cycles at `now`, beside those that are there. */
export async function lateCrowd(client: pg.Pool, n: number, now: Date): Promise<void> {
  await client.query(MONTHLY, [now]);
  await client.query(VERSION, [now]);
  await client.query(PEOPLE, [n, now]);
  if (process.env.DISTRIBUTED === 'on')
    await client.query(
      `SELECT create_distributed_table('crowd', 'business_id', colocate_with => 'businesses')`,
    );
  for (const statement of REST) await client.query(statement);
}

/** How often the crowd's cycles are not what the calendar of the database says was missed: too few, or too many. */
export async function missedAndTwice(
  client: pg.Pool,
): Promise<{ missed: number; twice: number; cycles: number }> {
  const { rows } = await client.query<{ missed: string; twice: string; cycles: string }>(
    `SELECT count(*) FILTER (WHERE found <= late) AS missed, count(*) FILTER (WHERE found > late + 1) AS twice, sum(found - 1) AS cycles
     FROM (SELECT c.late, (SELECT count(*) FROM cycles WHERE business_id = c.business_id) AS found FROM crowd c) AS counted`,
  );
  const [row] = rows;
  return { missed: Number(row?.missed), twice: Number(row?.twice), cycles: Number(row?.cycles) };
}
