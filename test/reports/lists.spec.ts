import { randomUUID } from 'node:crypto';
import { putOnPlan } from '../support/people.js';
import { fields, UNKNOWN_ID } from '../support/shapes.js';
import { watchStatements } from '../support/statements.js';
import { type Answer, type Customer, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

describe('What operators find among all businesses', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
  });
  afterAll(() => tenure.close());

  const get = (path: string): Promise<Answer> => tenure.get(path, { token });
  const businesses = (query: Record<string, string>) =>
    get(`/v1/admin/businesses?${new URLSearchParams(query).toString()}`);
  const subscriptions = (query: Record<string, string>) =>
    get(`/v1/admin/subscriptions?${new URLSearchParams(query).toString()}`);
  /** The names of all pages, which are of `limit` rows each. */
  async function walk(
    list: (query: Record<string, string>) => Promise<Answer>,
    query: Record<string, string>,
    limit: number,
    nameOf: (row: any) => string = ({ name }) => name,
  ): Promise<string[]> {
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, body }: Answer = await list({
        ...query,
        limit: String(limit),
        ...(cursor === '' ? {} : { cursor }),
      });
      expect(status).toBe(200);
      names.push(...body.data.map(nameOf));
      cursor = body.nextCursor;
    }
    return names;
  }
  const customer = (name: string, planCode?: string): Promise<Customer> => tenure.signUp({ name, planCode });
  const operators = (customerOf: Customer, path: string, body: object = {}): Promise<Answer> =>
    tenure.post(`/v1/admin/businesses/${customerOf.businessId}${path}`, { token, body });

  describe('by search', () => {
    it('finds one by its id, with its owner and its plan', async () => {
      const one = await customer('Identified Engines');
      const { body } = await businesses({ search: one.businessId.toUpperCase() });
      expect(body).toMatchObject({
        data: [
          {
            id: one.businessId,
            name: 'Identified Engines',
            owner: { name: 'Ada Lovelace', email: one.email },
            subscription: {
              id: one.subscription.id,
              status: 'active',
              plan: { code: 'free', name: 'Free' },
              cycleEndsAt: one.subscription.cycle.endsAt,
              cancelAtCycleEnd: false,
            },
          },
        ],
        nextCursor: null,
      });
      expect(fields(body.data[0].owner)).toEqual(['email', 'name', 'userId']);
      expect((await businesses({ search: UNKNOWN_ID })).body.data).toEqual([]);
    });

    it('finds those whose names begin with a text, in the order of the names, page by page', async () => {
      for (const name of ['Ünique B', 'ÜNIQUE a', 'ünique c', 'ünique c', 'Übrig', 'an Ünique d'])
        await customer(name);
      const sorted = ['ÜNIQUE a', 'Ünique B', 'ünique c', 'ünique c'];
      for (const limit of [1, 2, 100])
        expect(await walk(businesses, { search: 'üniQUE' }, limit)).toEqual(sorted);
    });

    it('takes a percent sign and an underscore as they are', async () => {
      await customer('100 % cotton');
      expect(await walk(businesses, { search: '100 %' }, 10)).toEqual(['100 % cotton']);
      expect(await walk(businesses, { search: '1_0' }, 10)).toEqual([]);
    });

    it('finds those whose owner’s e-mail address begins with a text, each once for every business', async () => {
      const local = randomUUID();
      const owner = { email: `${local}@b.example`, firstName: 'A', lastName: 'B', password: PASSWORD };
      for (const name of ['First', 'Second'])
        expect((await tenure.post('/v1/admin/businesses', { token, body: { name, owner } })).status).toBe(
          name === 'First' ? 201 : 409,
        );
      const login = await tenure.post('/v1/auth/login', { body: { email: owner.email, password: PASSWORD } });
      const mine = { token: login.body.tokens.accessToken, body: { name: 'Second' } };
      expect((await tenure.post('/v1/me/businesses', mine)).status).toBe(201);
      for (const search of [`${local}@`, `${local.toUpperCase()}@B.example`])
        expect((await walk(businesses, { search }, 1)).toSorted()).toEqual(['First', 'Second']);
      expect(await walk(businesses, { search: `${local}@c` }, 1)).toEqual([]);
    });

    it('goes on after the longest names, also after those of older releases, which counted an emoji of two code points as one', async () => {
      const [one, two] = [await customer('Long 1'), await customer('Long 2')];
      const names = ['a', 'b'].map((end) => `${'\u{1f3f3}\ufe0f'.repeat(199)}${end}`);
      for (const [at, { businessId }] of [one, two].entries())
        await tenure.dataSource.query('UPDATE businesses SET name = $2, external_id = $2 WHERE id = $1', [
          businessId,
          names[at],
        ]);
      expect(await walk(businesses, { search: '\u{1f3f3}' }, 1)).toEqual(names);
      expect((await businesses({ externalId: names[0]! })).body.data).toMatchObject([{ name: names[0] }]);
    });

    it('refuses the cursor of another list, and names the field', async () => {
      await customer('Cursor 1');
      await customer('Cursor 2');
      const byAge = (await businesses({ limit: '1' })).body.nextCursor as string;
      const byName = (await businesses({ search: 'cursor', limit: '1' })).body.nextCursor as string;
      const wrong: Record<string, string>[] = [
        { search: 'cursor', cursor: byAge },
        { cursor: byName },
        { cursor: 'nonsense' },
      ];
      for (const query of wrong)
        expect(await businesses(query)).toMatchObject({
          status: 400,
          body: { code: 'validation_failed', errors: [{ field: 'cursor' }] },
        });
    });
  });

  describe('by state', () => {
    const prefix = `State ${randomUUID().slice(0, 8)}`;
    const mine = (names: string[]) => names.filter((name) => name.startsWith(prefix)).toSorted();
    beforeAll(async () => {
      const [, , scale, ended, back, suspended] = [
        await customer(`${prefix} free`),
        await customer(`${prefix} trial`, 'pro'),
        await customer(`${prefix} scale`),
        await customer(`${prefix} ended`),
        await customer(`${prefix} back`),
        await customer(`${prefix} suspended`),
      ];
      expect((await putOnPlan(tenure, scale, 'scale')).status).toBe(200);
      for (const one of [ended, back])
        expect((await operators(one, '/subscription/cancel', { when: 'now' })).status).toBe(200);
      expect((await putOnPlan(tenure, back, 'limitless')).status).toBe(200);
      expect((await operators(scale, '/subscription/cancel', { when: 'cycleEnd' })).status).toBe(200);
      const path = `/v1/admin/businesses/${suspended.businessId}`;
      expect((await tenure.patch(path, { token, body: { suspended: true } })).status).toBe(200);
      await operators(await customer(`${prefix} closed`), '/close');
    });

    it.each([
      [{ status: 'trialing' }, ['trial']],
      [{ status: 'active' }, ['back', 'free', 'scale', 'suspended']],
      [{ status: 'active', planCode: 'free' }, ['free', 'suspended']],
      [{ status: 'pastDue' }, []],
      [{ status: 'ended' }, ['closed', 'ended']],
      [{ status: 'ended', planCode: 'free' }, ['closed', 'ended']],
      [{ status: 'ended', planCode: 'pro' }, []],
      [{ planCode: 'pro' }, ['trial']],
      [{ planCode: 'limitless' }, ['back']],
      [{ planCode: 'none' }, []],
      [{ suspended: 'true' }, ['suspended']],
      [{ suspended: 'true', status: 'trialing' }, []],
      [{ suspended: 'false', planCode: 'free' }, ['free']],
      [{ search: prefix, status: 'ended' }, ['closed', 'ended']],
      [{ search: prefix, planCode: 'free' }, ['free', 'suspended']],
      [{ search: prefix, suspended: 'true' }, ['suspended']],
    ])('lists %j, on one page or on many', async (query, names) => {
      const wanted = names.map((name) => `${prefix} ${name}`);
      for (const limit of [1, 100]) expect(mine(await walk(businesses, query, limit))).toEqual(wanted);
    });

    it('seeks the suspended, who are few, also within a state or a plan', async () => {
      const asked: string[] = [];
      watchStatements(tenure, (name) => asked.push(name));
      for (const status of ['active', 'ended']) await businesses({ status, suspended: 'true' });
      jest.restoreAllMocks();
      const lists = asked.filter((name) => name.startsWith('reports_businesses'));
      expect(lists).toEqual(['reports_businesses_suspended', 'reports_businesses_suspended']);
    });

    it('lists the newest first, whatever its plan and state', async () => {
      const ids = await walk(businesses, { status: 'active' }, 2, ({ id }) => id);
      expect(ids).toEqual(ids.toSorted().toReversed());
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('lists subscriptions that end, the next first', async () => {
      const nameOf = (row: any) => row.business.name;
      expect(mine(await walk(subscriptions, { status: 'trialing' }, 1, nameOf))).toEqual([`${prefix} trial`]);
      expect(mine(await walk(subscriptions, { canceling: 'true' }, 1, nameOf))).toEqual([`${prefix} scale`]);
      expect(mine(await walk(subscriptions, { planCode: 'scale' }, 1, nameOf))).toEqual([`${prefix} scale`]);
      expect(mine(await walk(subscriptions, { planCode: 'scale', canceling: 'false' }, 1, nameOf))).toEqual(
        [],
      );
      const ends = await walk(subscriptions, {}, 2, ({ cycleEndsAt }) => cycleEndsAt);
      expect(ends).toEqual(ends.toSorted());
      // The free plan lasts 15 days, a trial 14, and the others a month at least.
      const endsBefore = new Date(Date.now() + 14.5 * 86_400_000).toISOString();
      expect(mine(await walk(subscriptions, { endsBefore }, 100, nameOf))).toEqual([`${prefix} trial`]);
    });
  });

  it('leaves businesses on test clocks out of the subscriptions, unless their clock is named', async () => {
    const planCode = 'limitless';
    const one = await tenure.onTestClock(token, '2030-01-31T12:00:00.000Z', planCode);
    const found = await subscriptions({ testClockId: one.clockId });
    expect(found.body.data).toMatchObject([{ business: { id: one.businessId }, plan: { code: planCode } }]);
    expect((await businesses({ testClockId: one.clockId })).body.data).toMatchObject([
      { id: one.businessId },
    ]);
    const others = await walk(subscriptions, { planCode }, 100, ({ business }) => business.id);
    expect(others).not.toContain(one.businessId);
    expect(await walk(subscriptions, { testClockId: UNKNOWN_ID }, 100)).toEqual([]);
  });

  it('shows the usage of any business as its people see it, and notes no look', async () => {
    const one = await customer('Used');
    await one.spend(7);
    const path = `/v1/admin/businesses/${one.businessId}/usage`;
    const count = () =>
      tenure.dataSource.query('SELECT count(*) FROM audit_log WHERE business_id = $1', [one.businessId]);
    const before = await count();
    expect((await get(path)).body).toEqual((await tenure.get('/v1/usage', { token: one.token })).body);
    const daily = await get(`${path}/daily?feature=recordings`);
    expect(daily).toMatchObject({ status: 200, body: { data: [{ feature: 'recordings', used: 7 }] } });
    expect(await count()).toEqual(before);
    for (const unknown of ['', '/daily'])
      expect(await get(`/v1/admin/businesses/${UNKNOWN_ID}/usage${unknown}`)).toMatchObject({ status: 404 });
    const detail = '"seats" is allocated; only metered features have usage by day.';
    expect(await get(`${path}/daily?feature=seats`)).toMatchObject({
      body: { code: 'wrong_feature_kind', detail },
    });
  });

  it('names features and their units in usage', async () => {
    const one = await customer('Named');
    const { data } = (await tenure.get('/v1/usage', { token: one.token })).body;
    const named = data.map(({ feature, name, unit }: any) => [feature, name, unit]);
    expect(named).toContainEqual(['recordings', 'Recordings', 'recording']);
  });

  it('lists the versions of a plan, and who lives on each', async () => {
    const code = 'edited';
    const price = { amount: 900, currency: 'USD' };
    const body = {
      code,
      name: 'Edited',
      price,
      interval: { unit: 'month', count: 1 },
      limits: { recordings: 1 },
    };
    expect((await tenure.post('/v1/admin/plans', { token, body })).status).toBe(201);
    const versions = (query = '') => get(`/v1/admin/plans/${code}/versions${query}`);
    const [one, two] = [await customer('On an old version'), await customer('On a new version')];
    expect((await putOnPlan(tenure, one, code)).status).toBe(200);
    const limits = { recordings: 2 };
    const edit = { price: { amount: 1_900, currency: 'USD' }, limits, whenCycleEnds: { switchTo: 'free' } };
    expect((await tenure.patch(`/v1/admin/plans/${code}`, { token, body: edit })).status).toBe(200);
    expect((await putOnPlan(tenure, two, code)).status).toBe(200);
    const first = {
      number: 1,
      newest: false,
      live: 1,
      price,
      whenCycleEnds: 'renew',
      limits: { recordings: 1 },
    };
    const second = { number: 2, newest: true, live: 1, ...edit };
    expect((await versions()).body).toMatchObject({ data: [second, first], nextCursor: null });
    const page = (await versions('?limit=1')).body;
    expect(page.data).toMatchObject([second]);
    expect((await versions(`?cursor=${page.nextCursor}`)).body).toMatchObject({ data: [first] });
    expect(await get('/v1/admin/plans/none/versions')).toMatchObject({
      status: 404,
      body: { code: 'unknown_plan' },
    });
  });

  it('is for operators alone', async () => {
    const { token: owner, businessId } = await customer('Curious');
    for (const path of ['businesses', 'subscriptions', `businesses/${businessId}/usage`])
      expect(await tenure.get(`/v1/admin/${path}`, { token: owner })).toMatchObject({
        status: 403,
        body: { code: 'wrong_principal' },
      });
  });

  it('names the field of a filter that makes no sense', async () => {
    for (const [list, field, value] of [
      [businesses, 'status', 'unpaid'],
      [businesses, 'suspended', 'yes'],
      [businesses, 'testClockId', '7'],
      [businesses, 'search', ''],
      [subscriptions, 'status', 'ended'],
      [subscriptions, 'endsBefore', 'tomorrow'],
      [subscriptions, 'cursor', Buffer.from('99999999999999999 a b').toString('base64url')],
    ] as const)
      expect(await list({ [field]: value })).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});
