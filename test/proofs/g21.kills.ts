import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { violations } from '../../invariants/invariants.js';
import { type ServerProcess, startServers } from '../support/server-process.js';
import { CARDS } from '../support/stripe/cards.js';
import { type Fault, FakeStripe } from '../support/stripe/fake-stripe.js';
import { customer, ref } from '../support/stripe/objects.js';

const PRICE = 4_900;
/** One customer in this many has a card that is declined. */
const POOR = 20;
const KILL_EVERY_MS = 4_000;
/** Leases are ten minutes. Here a claim that nobody has ended is given back after one. */
const LEASE_CUT = "interval '9 minutes'";
const LIMIT_MS = 90 * 60_000;

/** A third of all calls goes wrong: some never arrive, some are done and their answer is lost, some come late. */
const troubled = (): Fault =>
  ([...(['lost', 'unanswered', 'unanswered', 'busy'] as const), { delayMs: 300 }] as const)[randomInt(15)] ??
  null;

const PLAN = [
  `INSERT INTO plans (id, code, name, description, currency, interval_unit, interval_count, every, visibility, self_service,
     is_default, created_at)
   VALUES (gen_random_uuid(), 'shop', 'Shop', '', 'USD', 'month', 1, interval '1 month', 'public', false, false, now() - interval '1 year')`,
  `INSERT INTO plan_versions (id, plan_code, number, newest, price_amount, trial_days, after_cycle, after_trial, created_at)
   VALUES (gen_random_uuid(), 'shop', 1, true, ${PRICE}, 0, 'renew', 'renew', now() - interval '1 year')`,
];
/** Each is due since up to five hours. */
const CROWD = [
  `CREATE TABLE crowd AS
   SELECT gen_random_uuid() AS business_id, gen_random_uuid() AS id, gen_random_uuid() AS user_id, gen_random_uuid() AS member_id,
          'cus_crowd' || k AS customer, k % ${POOR} = 0 AS poor,
          ((((now() - make_interval(secs => k % 18000)) AT TIME ZONE 'UTC') - interval '1 month') AT TIME ZONE 'UTC') AS starts_at
   FROM generate_series(1, $1::integer) AS k`,
  `INSERT INTO businesses (id, name, metadata, created_at) SELECT business_id, 'C', '{}', starts_at FROM crowd`,
  `INSERT INTO users (id, email, password_hash, first_name, last_name, operator, created_at)
   SELECT user_id, user_id || '@example.com', '-', 'C', 'C', false, starts_at FROM crowd`,
  `INSERT INTO members (business_id, id, kind, user_id, role, active, created_at)
   SELECT business_id, member_id, 'human', user_id, 'owner', true, starts_at FROM crowd`,
  `INSERT INTO allocations (business_id, feature_key, resource, id, held_at)
   SELECT business_id, 'seats', member_id::text, gen_random_uuid(), starts_at FROM crowd`,
  `INSERT INTO subscriptions (business_id, id, version, status, plan_code, plan_version_id, cycle_index, cycle_starts_at,
     cycle_ends_at, anchor, every, turn, cancel_at_cycle_end, due_at, attempts, created_at, collects, price_known, price_seen)
   SELECT business_id, c.id, 1, 'active', 'shop', v.id, 0, starts_at, e.ends_at, starts_at, interval '1 month', 0, false,
          e.ends_at, 0, starts_at, true, ${PRICE}, ${PRICE}
   FROM crowd c JOIN plan_versions v ON v.plan_code = 'shop',
        LATERAL (SELECT ((starts_at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC' AS ends_at) AS e`,
  `INSERT INTO cycles (business_id, subscription_id, index, starts_at, ends_at, anchor, every, turn, trial, cut_short, plan_version_id)
   SELECT business_id, id, 0, cycle_starts_at, cycle_ends_at, anchor, every, 0, false, false, plan_version_id
   FROM subscriptions WHERE plan_code = 'shop'`,
  `INSERT INTO payment_customers (customer, business_id) SELECT customer, business_id FROM crowd`,
  `INSERT INTO payment_accounts (business_id, customer, payment_method, brand, last4, updated_at)
   SELECT business_id, customer, 'pm', 'visa', '4242', now() FROM crowd`,
  'ANALYZE',
];

interface State {
  invoices: number;
  settled: number;
}

/**
 * Renews and charges `n` subscriptions by three servers, one of which is killed every few seconds, at a Stripe that loses or
 * delays a third of all calls, and whose events come shuffled and twice. Afterwards each invoice was charged once or its card was
 * declined, and each subscription says so.
 */
export async function proveCollecting(n: number): Promise<{ ok: boolean; figures: string }> {
  const stripe = await FakeStripe.start();
  const dataDir = await mkdtemp(join(tmpdir(), 'tenure-g21-'));
  const env = { ...stripe.settings, RENEWALS: 'on', DATA_DIR: dataDir };
  const cluster = await startServers(3, env).catch(async (error: unknown) => {
    await stripe.close();
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  });
  const client = new pg.Pool({ connectionString: cluster.databaseUrl, max: 2 });
  const begun = performance.now();
  try {
    await seed(client, stripe, n);
    stripe.fault = troubled;
    const trouble = new Trouble(stripe, client, cluster.servers.slice(), () => cluster.another());
    const state = await trouble.untilSettled(n);
    stripe.fault = () => null;
    const faults = [...(await wrong(client, stripe, n)), ...trouble.faults];
    const minutes = (performance.now() - begun) / 60_000;
    const figures =
      `${state.settled} of ${n} invoices settled, ${stripe.world.charges.size} charges, ${trouble.kills} kills, ` +
      `${stripe.exchanges.length} calls, ${trouble.events} events delivered, ${minutes.toFixed(1)} min`;
    return { ok: faults.length === 0, figures: [figures, ...faults.slice(0, 10)].join('; ') };
  } finally {
    await client.end();
    await cluster.close();
    await stripe.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function seed(client: pg.Pool, { world }: FakeStripe, n: number): Promise<void> {
  for (let k = 1; k <= n; k += 1) {
    const id = `cus_crowd${k}`;
    const made = customer(id, { name: 'C' });
    world.customers.set(id, made);
    const card = k % POOR === 0 ? CARDS.noFunds : CARDS.good;
    made.invoice_settings.default_payment_method = world.attach(id, card).id;
  }
  world.events.length = 0;
  for (const statement of PLAN) await client.query(statement);
  for (const statement of CROWD) await client.query(statement, statement.includes('$1') ? [n] : []);
}

/** Kills servers, brings forward what waits for long, and delivers events out of order, until all is settled. */
class Trouble {
  kills = 0;
  events = 0;
  readonly faults: string[] = [];
  private delivered = 0;

  constructor(
    private readonly stripe: FakeStripe,
    private readonly client: pg.Pool,
    private readonly servers: ServerProcess[],
    private readonly another: () => Promise<ServerProcess>,
  ) {}

  async untilSettled(n: number): Promise<State> {
    const end = performance.now() + LIMIT_MS;
    for (let round = 1; ; round += 1) {
      await sleep(KILL_EVERY_MS);
      const state = await this.state();
      if (state.invoices === n && state.settled === n) return state;
      if (performance.now() > end) {
        this.faults.push('not settled in time');
        return state;
      }
      await this.deliver();
      if (round % 8 === 0) await this.bringForward();
      await this.kill(round % this.servers.length);
    }
  }

  private async kill(place: number): Promise<void> {
    await this.servers[place]?.stop('SIGKILL');
    this.kills += 1;
    this.servers[place] = await this.another();
  }

  /** All events since the last time, shuffled and twice, to any server. */
  private async deliver(): Promise<void> {
    const fresh = this.stripe.world.events.slice(this.delivered, this.delivered + 200);
    this.delivered += fresh.length;
    const sent = [...fresh, ...fresh].map((event) => ({ event, place: Math.random() }));
    for (const { event } of sent.toSorted((a, b) => a.place - b.place)) {
      const { body, signature } = this.stripe.signed(event);
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
      const server = this.servers[randomInt(this.servers.length)] as ServerProcess;
      const answer = await server.post('/v1/payments/stripe/events', { body, headers });
      if (answer.status !== 200) this.faults.push(`an event was answered ${answer.status}`);
      this.events += 1;
    }
  }

  /** What waits for an hour after several outages in a row, or for the lease of a dead server, is done sooner. */
  private async bringForward(): Promise<void> {
    await this.client.query(
      `UPDATE invoices SET next_attempt_at = now() WHERE next_attempt_at > now() + interval '10 seconds' AND declined_at IS NULL`,
    );
    await this.client.query(
      `UPDATE invoices SET in_flight_until = in_flight_until - ${LEASE_CUT} WHERE in_flight_until > now() + interval '1 minute'`,
    );
  }

  private async state(): Promise<State> {
    const { rows } = await this.client.query<State>(
      `SELECT count(*)::integer AS invoices, count(*) FILTER (WHERE status = 'paid' OR declined_at IS NOT NULL)::integer AS settled
       FROM invoices`,
    );
    return rows[0] as State;
  }
}

/** Everything that is not as it has to be. */
async function wrong(client: pg.Pool, stripe: FakeStripe, n: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string; status: string; poor: boolean; subscription: string }>(
    `SELECT i.id, i.status, c.poor, s.status AS subscription
     FROM crowd c
     LEFT JOIN invoices i ON i.business_id = c.business_id
     LEFT JOIN subscriptions s ON s.business_id = i.business_id AND s.id = i.subscription_id`,
  );
  const charges = chargesByInvoice(stripe);
  const faults = rows.flatMap(({ id, status, poor, subscription }) => {
    const [wanted, state, charged] = poor ? ['open', 'pastDue', 0] : ['paid', 'active', 1];
    const found = charges.get(id) ?? 0;
    return status === wanted && subscription === state && found === charged
      ? []
      : [`${id} is ${status}, ${subscription}, charged ${found} times`];
  });
  if (rows.length !== n) faults.unshift(`${rows.length} invoices instead of ${n}`);
  const broken = (
    await violations((client.options as { connectionString: string }).connectionString, { auditDays: null })
  ).filter(({ count }) => count > 0);
  return [...faults, ...broken.map((each) => JSON.stringify(each))];
}

/** How often each invoice of Tenure was charged. */
function chargesByInvoice({ world }: FakeStripe): Map<string, number> {
  const invoiceOf = new Map<string, string>();
  for (const { invoice, payment } of world.payments.values())
    invoiceOf.set(
      ref(payment.payment_intent),
      world.invoices.get(ref(invoice))?.metadata?.tenure_invoice ?? '',
    );
  const counted = new Map<string, number>();
  for (const { payment_intent: intent, paid } of world.charges.values()) {
    const id = invoiceOf.get(ref(intent)) ?? '';
    if (paid) counted.set(id, (counted.get(id) ?? 0) + 1);
  }
  return counted;
}
