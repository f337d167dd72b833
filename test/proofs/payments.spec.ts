import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CustomersService } from '../../src/payments/customers.service.js';
import { runPayments, StripeTenure } from '../payments/stripe-tenure.js';
import { CARDS } from '../support/stripe/cards.js';
import { startSecond } from '../support/second-server.js';
import type { Customer } from '../support/tenure.js';
import { figure } from './figure.js';

/** How many subscriptions renew and are charged. `npm run proof -- --only G21` does it with more of them, in processes that are killed. */
const RENEWALS = Number(process.env.G21_RENEWALS ?? 24);
const ROUNDS = 40;
const DAYS_OF_A_ROUND = 11 / (24 * 60);
const never = new AbortController().signal;
// As many calls as are under way at once listen to it.
setMaxListeners(100, never);

/** Loses, breaks or delays a third of what is asked of Stripe, before or after it is done. */
const troubled = () => {
  const drawn = randomInt(15);
  return (
    ([...(['lost', 'unanswered', 'unanswered', 'busy'] as const), { delayMs: 20 }] as const)[drawn] ?? null
  );
};

describe('Collecting in trouble', () => {
  let shop: StripeTenure;
  beforeAll(async () => (shop = await StripeTenure.start()));
  afterAll(() => shop.close());

  const customers = async (): Promise<Customer[]> => {
    const made: Customer[] = [];
    while (made.length < RENEWALS) {
      const some = Math.min(20, RENEWALS - made.length);
      made.push(...(await Promise.all(Array.from({ length: some }, () => withCard()))));
    }
    return made;
  };
  const withCard = async () => {
    const customer = await shop.customer(null);
    const id = await shop.tenure.app.get(CustomersService).ensure(customer.businessId, never);
    shop.stripe.person.changeCard(id, CARDS.good);
    return customer;
  };

  it('three servers, a third of all calls lost, servers that die: every invoice is charged once', async () => {
    await customers();
    await shop.pass(31);
    const env = shop.stripe.settings;
    const others = await Promise.all([1, 2].map(() => startSecond(shop.tenure.databaseUrl, shop.clock, env)));
    const servers = [shop.tenure.app, ...others.map(({ app }) => app)];
    shop.stripe.fault = troubled;
    let deaths = 0;
    let rounds = 0;
    for (; rounds < ROUNDS && (await unpaid()) > 0; rounds += 1) {
      // A server that dies leaves its claims behind, and what it asked of Stripe may be done or not.
      const dying = new AbortController();
      const runs = servers.map((app, place) =>
        runPayments(app, place === 0 ? dying.signal : never).catch(() => undefined),
      );
      await sleep(randomInt(200));
      dying.abort(new Error('killed'));
      deaths += 1;
      await Promise.all(runs);
      const events = shop.stripe.world.events.slice(-30).toSorted(() => randomInt(3) - 1);
      await shop.deliver([...events, ...events]);
      await shop.pass(DAYS_OF_A_ROUND);
    }
    shop.stripe.fault = () => null;
    await shop.pass(1 / 12);
    await shop.collect();
    const rows = await shop.tenure.dataSource.query(
      `SELECT i.id, i.status, s.status AS subscription FROM invoices i
       JOIN subscriptions s ON s.business_id = i.business_id AND s.id = i.subscription_id`,
    );
    expect(rows).toHaveLength(RENEWALS);
    const paid = { status: 'paid', subscription: 'active' };
    expect(rows).toEqual(rows.map(({ id }: { id: string }) => ({ id, ...paid })));
    const charges = rows.map(({ id }: { id: string }) => shop.stripe.chargesOf(id).length);
    expect(new Set(charges)).toEqual(new Set([1]));
    expect(shop.stripe.world.charges.size).toBe(RENEWALS);
    figure(
      `${RENEWALS} invoices charged once in ${rounds} rounds with ${deaths} deaths, ${shop.stripe.exchanges.length} calls`,
    );
    for (const { close } of others) await close();
  }, 1_800_000);

  const unpaid = async (): Promise<number> => {
    const [{ n }] = await shop.tenure.dataSource.query(
      `SELECT count(*)::integer AS n FROM invoices WHERE status <> 'paid'`,
    );
    return n as number;
  };
});
