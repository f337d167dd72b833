import type { Customer } from '../support/tenure.js';
import { BillingScene } from './scene.js';

const BEGUN = '2030-01-10T12:00:00Z';
const LATER = '2030-01-31T12:00:00Z';

describe("A preview of an operator's change", () => {
  let scene: BillingScene;
  beforeAll(async () => {
    scene = await BillingScene.start(BEGUN);
    await scene.plan('team', 9900);
    await scene.plan('seats', 900, { perSeat: true });
    await scene.plan('yearly', 60_000, { interval: { unit: 'year', count: 1 } });
    await scene.plan('tried', 2900, { trialDays: 14, whenTrialEnds: 'renew' });
  });
  afterAll(async () => {
    await scene.sound();
    await scene.close();
  });
  beforeEach(() => scene.clock.set(BEGUN));

  const preview = async ({ businessId }: Customer, query: string) => {
    const path = `/v1/admin/businesses/${businessId}/subscription/plan/preview?${query}`;
    const answer = await scene.tenure.get(path, { token: scene.operator });
    expect(answer.status).toBe(200);
    return answer.body;
  };

  it.each([
    ['what is left of a cycle that has no invoice', 'free', { collect: true }, 'pro', 1581],
    [
      'a discount, in whole cents',
      'free',
      { collect: true, discount: { percent: 33, cycles: 2 } },
      'pro',
      1059,
    ],
    ['the seats that were bought', 'free', { collect: true, quantity: 7 }, 'seats', 2032],
    ['a cycle that begins with it', 'pro', { collect: true }, 'yearly', 60_000],
    ['the end of a trial', 'tried', { collect: true, trial: true }, 'pro', 4900],
  ])('tells the invoice that the change writes: %s', async (_, from, terms, to, amount) => {
    const customer = await scene.customer(from, terms);
    scene.clock.set(from === 'tried' ? '2030-01-12T12:00:00Z' : LATER);
    const before = await scene.invoices(customer);
    const { dueNow, paymentRequired } = await preview(customer, `planCode=${to}`);
    expect(await scene.invoices(customer)).toEqual(before);
    await scene.put(customer, { planCode: to });
    const [invoice, ...others] = (await scene.invoices(customer)).slice(before.length);
    expect(others).toEqual([]);
    expect(invoice).toMatchObject({ total: amount, currency: 'USD' });
    expect(dueNow).toEqual({ amount, tax: 0, currency: 'USD', lines: invoice.lines });
    expect(paymentRequired).toBe(false);
  });

  it.each([
    ['a cycle has its invoice', 'pro', { collect: true }, 'planCode=team', { planCode: 'team' }],
    ['nothing is collected', 'pro', { collect: false }, 'planCode=team', { planCode: 'team' }],
    [
      'it waits for the end of the cycle',
      'free',
      { collect: true },
      'planCode=pro&when=cycleEnd',
      { planCode: 'pro', when: 'cycleEnd' },
    ],
    ['the plan stays', 'free', { collect: true }, 'planCode=free', { planCode: 'free' }],
    ['the plan costs nothing', 'pro', { collect: true }, 'planCode=free', { planCode: 'free' }],
  ])('tells nothing due, as nothing is invoiced, where %s', async (_, from, terms, query, body) => {
    const customer = await scene.customer(from, terms);
    scene.clock.set(LATER);
    const before = await scene.invoices(customer);
    expect(await preview(customer, query)).toMatchObject({ dueNow: null, paymentRequired: false });
    expect((await scene.put(customer, body)).status).toBe(200);
    expect(await scene.invoices(customer)).toEqual(before);
  });

  it('tells nothing due for a subscription that begins again: the operator says whether it is invoiced', async () => {
    const customer = await scene.customer('pro');
    const path = `/v1/admin/businesses/${customer.businessId}/subscription/cancel`;
    await scene.tenure.post(path, { token: scene.operator, body: { when: 'now' } });
    expect(await preview(customer, 'planCode=pro')).toMatchObject({ dueNow: null, paymentRequired: false });
  });

  it('refuses a wrong time of the change in the words of the change itself', async () => {
    const customer = await scene.customer('pro');
    const body = { planCode: 'pro', when: 'later' };
    const path = `/v1/admin/businesses/${customer.businessId}/subscription/plan/preview?planCode=pro&when=later`;
    const shown = await scene.tenure.get(path, { token: scene.operator });
    const changed = await scene.put(customer, body);
    expect([shown.status, shown.body.errors]).toEqual([400, changed.body.errors]);
  });
});
