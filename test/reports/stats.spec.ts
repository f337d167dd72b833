import { DailyStatsService } from '../../src/reports/stats/daily-stats.service.js';
import { UsageMonthsService } from '../../src/reports/usage/usage-months.service.js';
import { putOnPlan } from '../support/people.js';
import { type Answer, FakeClock, startTenure, type Tenure } from '../support/tenure.js';

describe('The figures of an installation', () => {
  let tenure: Tenure;
  const clock = new FakeClock();
  beforeAll(async () => {
    clock.set('2030-01-10T12:00:00.000Z');
    tenure = await startTenure({}, clock);
    const token = await tenure.operator();
    const weekly = { price: { amount: 700, currency: 'EUR' }, interval: { unit: 'week', count: 1 } };
    const body = { code: 'weekly', name: 'Weekly', ...weekly };
    expect((await tenure.post('/v1/admin/plans', { token, body })).status).toBe(201);
  });
  afterAll(() => tenure.close());

  const get = async (path: string): Promise<Answer> => tenure.get(path, { token: await tenure.operator() });
  /** Date and value of a figure, the oldest first. */
  async function days(query: string): Promise<[string, number][]> {
    const { status, body } = await get(`/v1/admin/stats/daily?${query}`);
    expect(status).toBe(200);
    return body.data.map(({ date, value }: any) => [date, value]).toReversed();
  }
  const run = () => tenure.app.get(DailyStatsService).run(clock.now());
  const cancel = async (businessId: string): Promise<void> => {
    const path = `/v1/admin/businesses/${businessId}/subscription/cancel`;
    const asked = { token: await tenure.operator(), body: { when: 'now' } };
    expect((await tenure.post(path, asked)).status).toBe(200);
  };

  it('say how it stands, by status, plan and currency, without test clocks', async () => {
    expect((await get('/v1/admin/stats')).body).toMatchObject({
      businesses: { open: 0, suspended: 0, closed: 0 },
      subscriptions: { trialing: 0, active: 0, pastDue: 0, ended: 0 },
      plans: [],
      monthlyAmounts: [],
    });
    const [free, scale, weekly, ended] = [
      await tenure.signUp(),
      await tenure.signUp(),
      await tenure.signUp(),
      await tenure.signUp(),
    ];
    await tenure.signUp({ planCode: 'pro' });
    expect((await putOnPlan(tenure, scale, 'scale')).status).toBe(200);
    expect((await putOnPlan(tenure, weekly, 'weekly')).status).toBe(200);
    await cancel(ended.businessId);
    const token = await tenure.operator();
    await tenure.onTestClock(token, '2030-01-01T00:00:00.000Z', 'scale');
    const body = { suspended: true };
    await tenure.patch(`/v1/admin/businesses/${free.businessId}`, { token, body });
    await tenure.post('/v1/subscription/cancel', { token: weekly.token });

    const stats = (await get('/v1/admin/stats')).body;
    const none = { trialing: 0, pastDue: 0, canceling: 0 };
    expect(stats).toEqual({
      at: '2030-01-10T12:00:00.000Z',
      businesses: { open: 5, suspended: 1, closed: 0 },
      subscriptions: { trialing: 1, active: 3, pastDue: 0, ended: 1 },
      plans: [
        {
          plan: { code: 'free', name: 'Free' },
          live: 1,
          ...none,
          monthlyAmount: { currency: 'USD', amount: 0 },
        },
        {
          plan: { code: 'pro', name: 'Pro' },
          live: 1,
          ...none,
          trialing: 1,
          monthlyAmount: { currency: 'USD', amount: 0 },
        },
        {
          plan: { code: 'scale', name: 'Scale' },
          live: 1,
          ...none,
          monthlyAmount: { currency: 'USD', amount: 40_833 },
        },
        {
          plan: { code: 'weekly', name: 'Weekly' },
          live: 1,
          ...none,
          canceling: 1,
          monthlyAmount: { currency: 'EUR', amount: 3_042 },
        },
      ],
      monthlyAmounts: [
        { currency: 'EUR', amount: 3_042 },
        { currency: 'USD', amount: 40_833 },
      ],
    });
  });

  it('are kept for each day: what happened on it, and how it stood', async () => {
    const spender = await tenure.signUp();
    await spender.spend(7);
    await run();
    // The day goes on: its state is known, and what happens on it not yet.
    expect((await get('/v1/admin/stats/daily?metric=live')).body.data).toEqual([
      { date: '2030-01-10', value: 5, currency: null, feature: null, complete: false },
    ]);
    expect(await days('metric=signups')).toEqual([]);

    clock.set('2030-01-11T00:05:00.000Z');
    await spender.spend(2);
    // Servers that run at once write the day once.
    await Promise.all([run(), run(), run()]);
    await run();
    expect(await days('metric=signups')).toEqual([['2030-01-10', 6]]);
    expect(await days('metric=started')).toEqual([['2030-01-10', 6]]);
    expect(await days('metric=started&planCode=pro')).toEqual([['2030-01-10', 1]]);
    expect(await days('metric=ended')).toEqual([['2030-01-10', 1]]);
    expect(await days('metric=used&feature=recordings')).toEqual([['2030-01-10', 7]]);
    expect(await days('metric=live&to=2030-01-10')).toEqual([['2030-01-10', 5]]);
    expect((await get('/v1/admin/stats/daily?metric=monthlyAmount&to=2030-01-10')).body.data).toEqual([
      { date: '2030-01-10', value: 3_042, currency: 'EUR', feature: null, complete: true },
      { date: '2030-01-10', value: 40_833, currency: 'USD', feature: null, complete: true },
    ]);
  });

  it('are made from the data for days on which no server ran, as far as they tell', async () => {
    clock.set('2030-01-12T08:00:00.000Z');
    const gone = await tenure.signUp();
    await gone.spend(3);
    clock.set('2030-01-13T08:00:00.000Z');
    await gone.spend(4);
    await cancel(gone.businessId);
    clock.set('2030-01-15T08:00:00.000Z');
    await run();
    const from = 'from=2030-01-11';
    expect(await days(`metric=signups&${from}`)).toEqual([
      ['2030-01-11', 0],
      ['2030-01-12', 1],
      ['2030-01-13', 0],
      ['2030-01-14', 0],
    ]);
    expect(await days(`metric=ended&${from}&planCode=free`)).toEqual([
      ['2030-01-11', 0],
      ['2030-01-12', 0],
      ['2030-01-13', 1],
      ['2030-01-14', 0],
    ]);
    expect(await days(`metric=used&${from}`)).toEqual([
      ['2030-01-11', 2],
      ['2030-01-12', 3],
      ['2030-01-13', 4],
    ]);
    expect(await days(`metric=live&${from}`)).toEqual([
      ['2030-01-11', 5],
      ['2030-01-15', 5],
    ]);
  });

  it('wait for the renewals of a day, which may end subscriptions on it', async () => {
    const planCode = 'ends';
    const price = { amount: 0, currency: 'USD' };
    const body = {
      code: planCode,
      name: 'Ends',
      price,
      interval: { unit: 'day', count: 1 },
      whenCycleEnds: 'end',
    };
    expect((await tenure.post('/v1/admin/plans', { token: await tenure.operator(), body })).status).toBe(201);
    await tenure.signUp({ planCode });
    clock.set('2030-01-17T00:01:00.000Z');
    await run();
    expect(await days('metric=ended&from=2030-01-15')).toEqual([['2030-01-15', 0]]);
    const renewals = await tenure.post('/v1/admin/renewals', { token: await tenure.operator() });
    expect(renewals).toMatchObject({ status: 200, body: { ended: 1 } });
    await run();
    expect(await days(`metric=ended&from=2030-01-15`)).toEqual([
      ['2030-01-15', 0],
      ['2030-01-16', 1],
    ]);
  });

  it('keep of a day how it stood in its last hour, by servers that look every ten minutes', async () => {
    const look = (time: string) => {
      clock.set(`2030-01-18T${time}Z`);
      return run();
    };
    const live = async () => (await days('metric=live&from=2030-01-18'))[0]?.[1] ?? 0;
    await look('22:50:30.500');
    const before = await live();
    clock.set('2030-01-18T22:55:00.000Z');
    await tenure.signUp();
    for (const minute of ['00', '10', '20', '30', '40', '50']) await look(`23:${minute}:30.400`);
    expect(await live()).toBe(before + 1);
  });

  it('are none before the first day and after the last', async () => {
    for (const to of ['0001-01-01', '9999-12-31']) expect(await days(`metric=live&to=${to}`)).toEqual([]);
  });

  it('say who used most in a month, page by page; each use counts once, however often and wherever it is counted', async () => {
    const months = tenure.app.get(UsageMonthsService);
    clock.set('2030-02-10T08:00:00.000Z');
    const token = await tenure.operator();
    const [first, second, third] = [await tenure.signUp(), await tenure.signUp(), await tenure.signUp()];
    await first.spend(5);
    await second.spend(9);
    await third.spend(2);
    await (await tenure.onTestClock(token, '2030-02-10T08:00:00.000Z', 'scale')).spend(50);
    clock.set('2030-02-11T08:00:00.000Z');
    await first.spend(10);
    clock.set('2030-02-12T08:00:00.000Z');
    await second.spend(80);
    expect((await tenure.post('/v1/admin/renewals', { token: await tenure.operator() })).status).toBe(200);
    await run();
    await Promise.all([months.run(clock.now(), 1), months.run(clock.now(), 2)]);
    await months.run(clock.now(), 1);
    await months.run(clock.now());

    const ranked = async (query: string): Promise<[string, number][]> => {
      const found: [string, number][] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { status, body } = await get(
          `/v1/admin/stats/usage?feature=recordings&limit=1${query}${after}`,
        );
        expect(status).toBe(200);
        found.push(...body.data.map(({ business, used }: any) => [business.id, used]));
        cursor = body.nextCursor;
      }
      return found;
    };
    expect(await ranked('')).toEqual([
      [first.businessId, 15],
      [second.businessId, 9],
      [third.businessId, 2],
    ]);
    // January was closed before its use was counted, as by a server of the release before.
    expect((await ranked('&month=2030-01')).map(([, used]) => used)).toEqual([9, 7]);
    expect(await ranked('&month=2029-12')).toEqual([]);
  });

  it('rank also the use of a day that was closed more than a month late', async () => {
    const months = tenure.app.get(UsageMonthsService);
    clock.set('2030-02-20T08:00:00.000Z');
    const late = await tenure.signUp();
    await late.spend(100);
    clock.set('2030-05-02T08:00:00.000Z');
    expect((await tenure.post('/v1/admin/renewals', { token: await tenure.operator() })).status).toBe(200);
    await run();
    for (let n = 0; n < 3; n += 1) await months.run(clock.now());
    const { body } = await get('/v1/admin/stats/usage?feature=recordings&month=2030-02&limit=1');
    expect(body.data).toMatchObject([{ business: { id: late.businessId }, used: 100 }]);
  });

  it('name what a ranking cannot be of', async () => {
    const refused = async (query: string) => (await get(`/v1/admin/stats/usage?${query}`)).body;
    for (const [query, field] of [
      ['', 'feature'],
      ['feature=seats', 'feature'],
      ['feature=recordings&month=2030-13', 'month'],
      ['feature=recordings&month=0000-01', 'month'],
      ['feature=recordings&cursor=AAAA', 'cursor'],
    ] as const)
      expect([query, await refused(query)]).toMatchObject([query, { status: 400, errors: [{ field }] }]);
    expect(await refused('feature=nothing')).toMatchObject({ code: 'unknown_feature' });
  });

  it.each([
    ['metric=none', 'metric'],
    ['', 'metric'],
    ['metric=live&from=2030-02-30', 'from'],
    ['metric=live&from=2030-01-02&to=2030-01-01', 'from'],
    ['metric=live&from=2020-01-02', 'from'],
    ['metric=live&feature=recordings', 'feature'],
    ['metric=used&planCode=free', 'planCode'],
  ])('refuse ?%s, and name the field', async (query, field) => {
    expect(await get(`/v1/admin/stats/daily?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });
});

describe('The figures of an installation without a business', () => {
  it('begin with its first business', async () => {
    const clock = new FakeClock();
    clock.set('2030-01-10T12:00:00.000Z');
    const tenure = await startTenure({}, clock);
    try {
      await tenure.app.get(DailyStatsService).run(clock.now());
      const { body } = await tenure.get('/v1/admin/stats/daily?metric=signups', {
        token: await tenure.operator(),
      });
      expect(body.data).toEqual([]);
    } finally {
      await tenure.close();
    }
  });
});
