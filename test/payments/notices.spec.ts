import { until } from '../support/until.js';
import type { Customer } from '../support/tenure.js';
import { DunningService } from '../../src/payments/invoices/dunning.service.js';
import { BillingScene } from './scene.js';

describe('Notices about money', () => {
  let scene: BillingScene;
  beforeAll(async () => (scene = await BillingScene.start('2030-01-10T12:00:00Z')));
  afterAll(async () => {
    await scene.sound();
    await scene.close();
  });
  beforeEach(() => scene.clock.set('2030-01-10T12:00:00Z'));

  /** The subjects of the mails to a customer, once there is one like `last`, and a run more has added nothing. */
  const subjects = async ({ email }: Customer, last: RegExp): Promise<string[]> => {
    const all = async () => (await scene.tenure.mails.to(email)).map(({ parsed }) => parsed.subject ?? '');
    const found = async () => ((await all()).some((subject) => last.test(subject)) ? all() : null);
    return (await until(found, `a mail like ${last}`)).filter((subject) => !subject.includes('Confirm'));
  };
  const text = async ({ email }: Customer, like: RegExp): Promise<string> =>
    (await scene.tenure.mails.to(email)).find(({ parsed }) => like.test(parsed.subject ?? ''))?.parsed.text ??
    '';
  const announce = () => scene.tenure.app.get(DunningService).announce(scene.clock.now());
  const reprice = async (code: string, amount: number) => {
    const price = { amount, currency: 'USD' };
    const edited = await scene.tenure.patch(`/v1/admin/plans/${code}`, {
      token: scene.operator,
      body: { price },
    });
    expect(edited).toMatchObject({ status: 200 });
  };
  const upcoming = async ({ businessId }: Customer, cycles: number): Promise<number[]> => {
    const path = `/v1/admin/businesses/${businessId}/subscription/upcoming?cycles=${cycles}`;
    const { body } = await scene.tenure.get(path, { token: scene.operator });
    return body.data.map(({ amount }: { amount: number }) => amount);
  };
  const totals = async (customer: Customer) =>
    (await scene.invoices(customer)).map(({ total }: { total: number }) => total);

  it('tell of a higher price only where the plan goes on, after a cycle or a trial', async () => {
    await scene.plan('back', 1000, { trialDays: 60, whenTrialEnds: { switchTo: 'free' } });
    await scene.plan('passing', 1000, { whenCycleEnds: 'end' });
    await scene.plan('going-on', 1000, { trialDays: 60, whenTrialEnds: 'renew', whenCycleEnds: 'end' });
    const [back, , stays] = [
      await scene.customer('back', { trial: true }),
      await scene.customer('passing'),
      await scene.customer('going-on', { trial: true }),
    ];
    await scene.plan('itself', 1000, { whenCycleEnds: { switchTo: 'itself' } });
    const told = [stays, await scene.customer('back'), await scene.customer('itself')];
    for (const code of ['back', 'passing', 'going-on', 'itself']) await reprice(code, 2000);
    await scene.dunning();
    const notices = await scene.tenure.dataSource.query(
      `SELECT business_id FROM billing_notices WHERE kind LIKE 'price-rises 2000 %'`,
    );
    const ids = notices.map(({ business_id }: { business_id: string }) => business_id);
    expect(ids.toSorted()).toEqual(told.map(({ businessId }) => businessId).toSorted());
    expect(await upcoming(back, 1)).toEqual([0]);
  });

  it('tell of a higher price, which meets cycles from fourteen days after the mail on', async () => {
    await scene.plan('rising', 1000);
    const customer = await scene.customer('rising', { netDays: 365 });
    const own = await scene.customer('rising', { netDays: 365, priceOverride: 700 });
    scene.clock.set('2030-02-05T12:00:00Z');
    await reprice('rising', 1500);
    await scene.dunning();
    expect(await upcoming(customer, 3)).toEqual([1000, 1500, 1500]);
    expect(await upcoming(own, 2)).toEqual([700, 700]);
    await scene.dunning();
    await scene.at('2030-02-10T12:00:00Z');
    // Higher still, and this is told too late for the cycle of March: what was told before does not count for it.
    scene.clock.set('2030-03-01T12:00:00Z');
    await reprice('rising', 1600);
    await scene.dunning();
    await scene.at('2030-03-10T12:00:00Z');
    await scene.at('2030-04-10T12:00:00Z');
    expect(await totals(customer)).toEqual([1000, 1000, 1000, 1600]);
    expect(await totals(own)).toEqual([700, 700, 700, 700]);
    // A cheaper price counts at once, and a more expensive one is then told again.
    await reprice('rising', 800);
    await scene.at('2030-05-10T12:00:00Z');
    await reprice('rising', 900);
    expect(await upcoming(customer, 1)).toEqual([800]);
    await scene.dunning();
    await scene.at('2030-06-10T12:00:00Z');
    expect(await totals(customer)).toEqual([1000, 1000, 1000, 1600, 800, 900]);
    const mails = await subjects(customer, /due|paid|rises/);
    expect(mails.filter((subject) => subject === 'The price of rising rises')).toHaveLength(3);
    expect(await text(customer, /rises/)).toContain('from USD 10.00 to USD 15.00');
    expect(await text(customer, /rises/)).toContain('2030-02-19');
    expect((await subjects(own, /Invoice/)).filter((subject) => subject.includes('rises'))).toEqual([]);
  });

  it('let a plan that somebody chooses cost what it costs, and a higher price wait after it', async () => {
    await scene.plan('chosen', 2000);
    await reprice('chosen', 2500);
    const customer = await scene.customer('chosen', { netDays: 60 });
    await scene.dunning();
    await scene.at('2030-02-10T12:00:00Z');
    expect(await totals(customer)).toEqual([2500, 2500]);
    await scene.put(customer, { planCode: 'chosen', collect: false });
    await reprice('chosen', 2600);
    await scene.put(customer, { planCode: 'chosen', collect: true });
    expect(await upcoming(customer, 1)).toEqual([2500]);
  });

  it('let a plan that waits for the end of a cycle cost what it cost on the day of the choice', async () => {
    await scene.plan('large', 5000);
    await scene.plan('small', 1000);
    await scene.plan('smaller', 500);
    const customer = await scene.customer('large', { netDays: 365 });
    await scene.put(customer, { planCode: 'smaller', when: 'cycleEnd' });
    await scene.put(customer, { planCode: 'small', when: 'cycleEnd' });
    expect(await upcoming(customer, 2)).toEqual([1000, 1000]);
    scene.clock.set('2030-02-05T12:00:00Z');
    await reprice('small', 1500);
    await scene.dunning();
    expect(await upcoming(customer, 2)).toEqual([1000, 1000]);
    await scene.at('2030-02-10T12:00:00Z');
    // The plan has begun, so its owner is told now, and the cycle after the next 14 days costs more.
    await scene.dunning();
    await scene.at('2030-03-10T12:00:00Z');
    expect(await totals(customer)).toEqual([5000, 1000, 1500]);
    // A price that falls before the plan begins counts.
    await scene.put(customer, { planCode: 'smaller', when: 'cycleEnd' });
    await reprice('smaller', 400);
    await scene.at('2030-04-10T12:00:00Z');
    expect(await totals(customer)).toEqual([5000, 1000, 1500, 400]);
  });

  it('leave the monthly income at what is invoiced, until the higher price is', async () => {
    await scene.plan('counted', 1000);
    await scene.customer('counted', { netDays: 365 });
    await scene.customer('counted', { collect: false });
    const income = async (): Promise<number> => {
      const { body } = await scene.tenure.get('/v1/admin/stats', { token: scene.operator });
      return body.plans.find(({ plan }: any) => plan.code === 'counted').monthlyAmount.amount;
    };
    scene.clock.set('2030-02-05T12:00:00Z');
    await reprice('counted', 1500);
    await scene.dunning();
    await scene.at('2030-02-10T12:00:00Z');
    // Nobody tells a customer without invoices, whose price is that of the plan.
    expect(await income()).toBe(1000 + 1500);
    await scene.at('2030-03-10T12:00:00Z');
    expect(await income()).toBe(1500 + 1500);
  });

  it('tell once of a trial that converts, and of a yearly renewal', async () => {
    await scene.plan('tried', 900, { trialDays: 10, whenTrialEnds: 'renew' });
    await scene.plan('yearly', 49_000, { interval: { unit: 'year', count: 1 } });
    const [trying, free] = [
      await scene.customer('tried', { trial: true }),
      await scene.customer('tried', { trial: true, collect: false }),
    ];
    const yearly = await scene.customer('yearly', { netDays: 365 });
    await announce();
    scene.clock.set('2030-01-13T12:00:01Z');
    await Promise.all([announce(), announce()]);
    await announce();
    expect(await subjects(trying, /trial/)).toEqual(['Your trial ends on 2030-01-20']);
    expect(await text(trying, /trial/)).toContain('the plan tried costs USD 9.00');
    scene.clock.set('2030-12-15T12:00:00Z');
    await announce();
    await announce();
    const told = (await subjects(yearly, /renews/)).filter((subject) => subject.includes('renews'));
    expect(told).toEqual(['Your plan yearly renews on 2031-01-10']);
    // One that could not be renewed is due at its next attempt, and nothing ends then.
    const { dataSource } = scene.tenure;
    const due = async (dueAt: string, attempts: number) =>
      dataSource.query('UPDATE subscriptions SET due_at = $2, attempts = $3 WHERE business_id = $1', [
        yearly.businessId,
        dueAt,
        attempts,
      ]);
    scene.clock.set('2031-01-10T12:10:00Z');
    await due('2031-01-10T12:30:00Z', 3);
    await announce();
    await due('2031-01-10T12:00:00Z', 0);
    const notices = 'SELECT kind FROM billing_notices WHERE business_id = $1';
    expect(await dataSource.query(notices, [yearly.businessId])).toHaveLength(1);
    expect((await scene.tenure.mails.to(free.email)).map(({ parsed }) => parsed.subject)).not.toContain(
      'Your trial ends on 2030-01-20',
    );
  });

  it('tell a day before access ends and when it has ended, and of what is still owed after an end', async () => {
    const [lapsing, ended] = [await scene.customer(), await scene.customer('pro', { netDays: 60 })];
    await scene.dunning();
    await scene.dunning();
    const cancel = `/v1/admin/businesses/${ended.businessId}/subscription/cancel`;
    await scene.tenure.post(cancel, { token: scene.operator, body: { when: 'cycleEnd' } });
    await scene.at('2030-01-23T18:00:00Z');
    await scene.dunning();
    await scene.at('2030-01-24T12:00:10Z');
    await scene.dunning();
    await scene.at('2030-03-12T00:00:00Z');
    await scene.dunning();
    const about = (subject: string) => subject.replace(/INV-\d+/, 'INV');
    expect((await subjects(lapsing, /has ended/)).map(about)).toEqual([
      'Invoice INV',
      'Invoice INV is not paid',
      'Invoice INV is not paid',
      'Your plan pro has ended',
    ]);
    expect((await subjects(ended, /still open/)).map(about)).toEqual([
      'Invoice INV',
      'Invoice INV is still open',
    ]);
  });
});
