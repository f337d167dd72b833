import { jest } from '@jest/globals';
import { DomainError } from '../../src/common/domain-error.js';
import { execute } from '../../src/database/sql.js';
import { ProviderAccountService } from '../../src/payments/provider-account.service.js';
import { InvoiceSettlementService, MoneyBackService } from '../../src/subscriptions/index.js';
import { POSTPONE_END } from '../../src/subscriptions/invoices/past-due.sql.js';
import { lockIsAwaited } from '../support/row-lock.js';
import { RenewalRunsService } from '../../src/subscriptions/renewals/renewal-runs.service.js';
import { CARDS } from '../support/stripe/cards.js';
import type { Customer } from '../support/tenure.js';
import { StripeTenure } from './stripe-tenure.js';

describe('Collecting while Stripe is away', () => {
  let shop: StripeTenure;
  beforeAll(async () => (shop = await StripeTenure.start()));
  afterAll(() => shop.close());
  afterEach(() => (shop.stripe.fault = () => null));

  /** Renews what is due, and expects that a dry run has said what is done. */
  const renewAsForecast = async () => {
    const [runs, now] = [shop.tenure.app.get(RenewalRunsService), shop.clock.now()];
    const forecast = await runs.dryRun(now);
    expect(await runs.run(now)).toEqual(forecast);
  };

  it('makes nobody past due while Stripe is away, and charges once when it is back', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    shop.stripe.fault = () => 'broken';
    await shop.collect().catch(() => undefined);
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'open', attempt: 0, declined_at: null }]);
    expect(await shop.status(customer)).toBe('active');
    shop.stripe.fault = () => null;
    await shop.pass(0.1);
    await shop.collect();
    const [invoice] = await shop.invoices(customer);
    expect(invoice).toMatchObject({ status: 'paid' });
    expect(shop.stripe.chargesOf(invoice.id as string)).toHaveLength(1);
  });

  it('gives an invoice back that could not be settled here, and charges it once', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    const failed = new DomainError('renewal_failed', 'The subscription cannot be renewed.');
    const settle = jest
      .spyOn(shop.tenure.app.get(InvoiceSettlementService), 'paid')
      .mockRejectedValue(failed);
    await shop.collect();
    settle.mockRestore();
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'open', outages: 1, in_flight_until: null },
    ]);
    await shop.pass(0.001);
    await shop.collect();
    const [invoice] = await shop.invoices(customer);
    expect(invoice).toMatchObject({ status: 'paid' });
    expect(shop.stripe.chargesOf(invoice.id as string)).toHaveLength(1);
  });

  it('gives a full grace after an outage that was longer than it, also where there was a due date', async () => {
    const customer = await shop.customer(CARDS.noFunds);
    await shop.netDays(customer, 5);
    await shop.pass(31);
    await shop.collect();
    shop.stripe.fault = () => 'broken';
    for (const days of [5, 15]) {
      await shop.pass(days);
      await shop.collect().catch(() => undefined);
      await shop.dunning();
    }
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'open', declined_at: null }]);
    expect(await shop.status(customer)).toBe('active');
    shop.stripe.fault = () => null;
    await shop.pass(0.1);
    await shop.collect();
    expect(await shop.status(customer)).toBe('pastDue');
    expect(await shop.accessUntil(customer)).toBe(shop.clock.now().getTime() + 14 * 86_400_000);
  });

  it('waits with the lapse until it could ask once more, and lapses nobody whose card is good by then', async () => {
    const [mended, poor] = [await shop.customer(CARDS.noFunds), await shop.customer(CARDS.noFunds)];
    await shop.pass(31);
    await shop.collect();
    await shop.pass(13.5);
    await shop.collect();
    shop.stripe.fault = () => 'broken';
    await shop.pass(0.4);
    await shop.collect().catch(() => undefined);
    await shop.pass(0.6);
    expect(await shop.status(mended)).toBe('pastDue');
    shop.stripe.fault = () => null;
    shop.stripe.person.changeCard(await shop.customerAtStripe(mended), CARDS.good);
    await shop.collect();
    expect(await shop.status(mended)).toBe('active');
    expect(await shop.invoices(poor)).toMatchObject([{ status: 'open', next_attempt_at: expect.any(Date) }]);
    // It is asked ten minutes before the end, and says no.
    await shop.pass(0.994);
    await shop.collect();
    await shop.pass(0.006);
    expect(await shop.invoices(poor)).toMatchObject([{ status: 'void' }]);
  });

  it('ends the grace on its day, also where a later invoice would be tried again after that day', async () => {
    const body = {
      code: 'weekly',
      name: 'Weekly',
      price: { amount: 1500, currency: 'USD' },
      interval: { unit: 'week', count: 1 },
      limits: { recordings: 10, seats: 3 },
    };
    const made = await shop.tenure.post('/v1/admin/plans', { token: await shop.tenure.operator(), body });
    expect(made).toMatchObject({ status: 201 });
    const customer = await shop.customer(CARDS.noFunds, 'weekly');
    await shop.pass(7);
    await shop.collect();
    const end = await shop.accessUntil(customer);
    const left = () => (end - shop.clock.now().getTime()) / 86_400_000;
    const minutes = (count: number) => count / 1440;
    for (const days of [...Array(13).fill(1.001), left() - 13.013 - minutes(9), minutes(8)]) {
      await shop.pass(days);
      await shop.collect();
      await shop.dunning();
    }
    // Declined on the days 0, 1, 3, 5, 8 and 12, and at the last look; the next one on the days 7, 8, 10 and 12, and at the last look.
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'open', attempt: 7, next_attempt_at: null },
      { status: 'open', attempt: 5, next_attempt_at: null },
    ]);
    expect(await shop.accessUntil(customer)).toBe(end);
    await shop.pass(minutes(1));
    expect((await shop.invoices(customer)).map(({ status }) => status)).toEqual(['void', 'void']);
    const { body: after } = await shop.tenure.get('/v1/subscription', { token: await shop.token(customer) });
    expect(after.plan.code).toBe('free');
  });

  it('postpones no end of access for a try that an earlier release planned after it', async () => {
    const customer = await shop.customer(CARDS.noFunds);
    await shop.pass(31);
    await shop.collect();
    const end = await shop.accessUntil(customer);
    await shop.tenure.dataSource.query('UPDATE invoices SET next_attempt_at = $2 WHERE business_id = $1', [
      customer.businessId,
      new Date(end + 86_400_000),
    ]);
    await shop.pass(14.1);
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'void' }]);
  });

  it('lapses nobody whose end of access came while this service was away, by the loop or by a request', async () => {
    const [byLoop, byRequest] = [await shop.customer(CARDS.noFunds), await shop.customer(CARDS.noFunds)];
    await shop.pass(31);
    await shop.collect();
    // The last attempt is due ten minutes before the end, when no server ran.
    shop.clock.set(new Date((await shop.accessUntil(byLoop)) + 600_000));
    // An edit of running cycles at that time applies to both, because their cycles go on.
    const call = { token: await shop.tenure.operator(), body: { limits: { recordings: 6000, seats: 5 } } };
    expect((await shop.tenure.patch('/v1/admin/plans/pro?runningCycles=true', call)).status).toBe(200);
    shop.clock.set(new Date(shop.clock.now().getTime() + 1));
    expect(await byRequest.spend()).toMatchObject({ status: 200, body: { limit: 6000 } });
    await renewAsForecast();
    expect(await byLoop.spend()).toMatchObject({ status: 200, body: { limit: 6000 } });
    for (const customer of [byLoop, byRequest]) {
      expect(await shop.accessUntil(customer)).toBe(shop.clock.now().getTime() + 86_400_000);
      shop.stripe.person.changeCard(await shop.customerAtStripe(customer), CARDS.good);
    }
    await shop.collect();
    for (const customer of [byLoop, byRequest]) {
      expect(await shop.status(customer)).toBe('active');
      expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
    }
  });

  /** As the work of an edit of running cycles moves a cycle that was under way at the edit. */
  const MOVE_TO_NEWEST = `UPDATE subscriptions s SET version = s.version + 1, plan_version_id =
      (SELECT v.id FROM plan_versions v WHERE v.plan_code = s.plan_code ORDER BY v.number DESC LIMIT 1)
    WHERE s.business_id = $1`;

  it.each([
    ['another server postpones the same end', true],
    ['an edit moves the running cycle', false],
  ])('lapses nobody where %s while this server waits', async (_, postpones) => {
    const customer = await shop.customer(CARDS.noFunds);
    await shop.pass(31);
    await shop.collect();
    shop.clock.set(new Date((await shop.accessUntil(customer)) + 600_000));
    const call = { token: await shop.tenure.operator(), body: { limits: { recordings: 7000, seats: 5 } } };
    expect((await shop.tenure.patch('/v1/admin/plans/pro?runningCycles=true', call)).status).toBe(200);
    shop.clock.set(new Date(shop.clock.now().getTime() + 1));
    const [{ subscription_id: subscriptionId }] = await shop.invoices(customer);
    // The other server looked at its clock a moment earlier. What it wrote stays, and the end is told once.
    const now = new Date(shop.clock.now().getTime() - (postpones ? 1 : 0));
    const until = new Date(now.getTime() + 86_400_000);
    const { dataSource } = shop.tenure;
    const [spent] = await dataSource.transaction(async (manager) => {
      const end = { businessId: customer.businessId, subscriptionId, now, until };
      if (postpones) expect(await execute(manager, POSTPONE_END, end)).toBe(1);
      else await manager.query(MOVE_TO_NEWEST, [customer.businessId]);
      const spends = [customer.spend()];
      await lockIsAwaited(dataSource);
      return spends;
    });
    expect(await spent).toMatchObject({ status: 200, body: { limit: 7000 } });
    expect(await shop.accessUntil(customer)).toBe(until.getTime());
    expect(await shop.status(customer)).toBe('pastDue');
  });

  const planOf = async ({ businessId }: Customer): Promise<string> => {
    const [{ plan_code: code }] = await shop.tenure.dataSource.query(
      'SELECT plan_code FROM subscriptions WHERE business_id = $1 ORDER BY id DESC LIMIT 1',
      [businessId],
    );
    return code as string;
  };

  it('lapses nobody while collecting is held, except by a dispute that is lost', async () => {
    const [asked, disputed] = [await shop.customer(CARDS.lost), await shop.customer(CARDS.good)];
    await shop.pass(31);
    await shop.collect();
    await shop.pass(13.995);
    await shop.collect();
    expect(await shop.invoices(asked)).toMatchObject([{ status: 'open', next_attempt_at: null }]);
    const account = shop.tenure.app.get(ProviderAccountService);
    await account.hold(shop.clock.now());
    shop.clock.set(new Date(shop.clock.now().getTime() + 8_640_000));
    await renewAsForecast();
    expect(await shop.accessUntil(asked)).toBe(shop.clock.now().getTime() + 86_400_000);
    const [{ id }] = await shop.invoices(disputed);
    const ref = { businessId: disputed.businessId, id: id as string };
    await shop.tenure.app.get(MoneyBackService).chargedBack(ref, shop.clock.now());
    expect(await planOf(disputed)).toBe('free');
    await account.resume();
    await shop.pass(1.1);
    expect(await shop.invoices(asked)).toMatchObject([{ status: 'void' }]);
  });

  it.each(['/v1/invoices', '/add_lines', '/finalize', '/pay'])(
    'charges once when a server dies and the answer to %s is lost',
    async (step) => {
      const customer = await shop.customer(CARDS.good);
      await shop.pass(31);
      shop.stripe.fault = ({ method, route }) =>
        method === 'POST' && route.endsWith(step) ? 'unanswered' : null;
      await shop.collect();
      // As if the server had been killed: nobody gave the claim back.
      await shop.tenure.dataSource.query(
        `UPDATE invoices SET in_flight_until = $2, next_attempt_at = $2, outages = 0
         WHERE business_id = $1 AND status = 'open'`,
        [customer.businessId, shop.clock.now()],
      );
      shop.stripe.fault = () => null;
      await shop.pass(0.01);
      await shop.collect();
      const [invoice, ...more] = await shop.invoices(customer);
      expect(more).toEqual([]);
      expect(invoice).toMatchObject({ status: 'paid' });
      expect(shop.stripe.chargesOf(invoice.id as string)).toHaveLength(1);
    },
  );
});
