import { setTimeout as sleep } from 'node:timers/promises';
import { RunningCycles } from '../../src/billing-plans/running-cycles.js';
import { Clock } from '../../src/common/clock.js';
import { CONFIG, type Config } from '../../src/config/config.js';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import { PlanDecisionsService } from '../../src/subscriptions/subscription/plan-decisions.service.js';
import { startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from '../support/operations.js';
import { RowLock } from '../support/row-lock.js';
import { withBounds } from '../support/serving-bounds.js';
import { FIELDS, fields, INSTANT } from '../support/shapes.js';

const PLAN = {
  name: 'Team',
  price: { amount: 9900, currency: 'USD' },
  interval: { unit: 'month', count: 1 },
};

describe('Plans', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
  });
  afterAll(() => tenure.close());

  let made = 0;
  const create = (changes: object = {}) => {
    made += 1;
    return tenure.post('/v1/admin/plans', { token, body: { code: `plan-${made}`, ...PLAN, ...changes } });
  };
  const edit = (code: string, body: object) => tenure.patch(`/v1/admin/plans/${code}`, { token, body });
  const archive = (code: string) => tenure.post(`/v1/admin/plans/${code}/archive`, { token });
  const show = async (code: string) => (await tenure.get(`/v1/admin/plans/${code}`, { token })).body;
  const refused = async (asked: () => Promise<object>, status: number, code: string) => {
    const before = [await rowCounts(tenure), (await tenure.get('/v1/admin/plans?limit=100', { token })).body];
    const answer = await asked();
    expect(answer).toMatchObject({ status, body: { code } });
    const after = [await rowCounts(tenure), (await tenure.get('/v1/admin/plans?limit=100', { token })).body];
    expect(after).toEqual(before);
  };

  it('stand in the public catalogue, newest first, without what is the operators’ own', async () => {
    const { status, body } = await tenure.get('/v1/plans');
    expect(status).toBe(200);
    expect(fields(body)).toEqual(['data', 'nextCursor']);
    expect(body.data.map(({ code }: { code: string }) => code)).toEqual(['scale', 'pro', 'free']);
    for (const plan of body.data) expect(fields(plan)).toEqual(FIELDS.publicPlan);
    const pro = await tenure.get('/v1/plans/pro');
    expect(pro.body).toEqual(body.data[1]);
    expect(pro.body).toEqual({
      code: 'pro',
      name: 'Pro',
      description: expect.any(String),
      price: { amount: 4900, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
      trialDays: 14,
      whenCycleEnds: 'renew',
      whenTrialEnds: { switchTo: 'free' },
      selfService: false,
      isDefault: false,
      limits: { recordings: 5000, applications: 10, seats: 25, export: true },
    });
  });

  it('are 404 to the public when hidden, archived or unknown: the same answer', async () => {
    await create({ code: 'gone' });
    await archive('gone');
    const answers = await Promise.all(
      ['limitless', 'gone', 'nothing'].map((code) => tenure.get(`/v1/plans/${code}`)),
    );
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 404, body: { code: 'unknown_plan' } });
    expect((await tenure.get('/v1/plans')).body.data).toHaveLength(3);
    expect(fields(await show('gone'))).toEqual(
      [...FIELDS.publicPlan, 'archivedAt', 'visibility', 'graceDays', 'whenUnpaid'].sort(),
    );
    expect(await show('limitless')).toMatchObject({
      visibility: 'hidden',
      limits: { recordings: null, export: true },
    });
    expect(await tenure.get('/v1/admin/plans/nothing', { token })).toMatchObject({
      status: 404,
      body: { code: 'unknown_plan' },
    });
  });

  it('are listed in pages that miss nothing and repeat nothing', async () => {
    const whole = (await tenure.get('/v1/admin/plans?limit=100', { token })).body;
    expect(whole.nextCursor).toBeNull();
    const codes: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await tenure.get(`/v1/admin/plans?limit=2${cursor}`, { token });
      expect(body.data.length).toBeLessThanOrEqual(2);
      codes.push(...body.data.map(({ code }: { code: string }) => code));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(codes).toEqual(whole.data.map(({ code }: { code: string }) => code));
  });

  it('begin with the defaults of the contract', async () => {
    const paid = await create();
    expect(paid.status).toBe(201);
    expect(paid.body).toEqual({
      ...PLAN,
      code: paid.body.code,
      description: '',
      trialDays: 0,
      whenCycleEnds: 'renew',
      whenTrialEnds: 'end',
      visibility: 'public',
      selfService: false,
      isDefault: false,
      archivedAt: null,
      whenUnpaid: null,
      graceDays: 14,
      limits: {},
    });
    const free = await create({ price: { amount: 0, currency: 'EUR' } });
    expect(free.body).toMatchObject({ selfService: true, whenTrialEnds: 'renew' });
    const whole = {
      ...PLAN,
      code: 'whole',
      description: 'All of it.',
      trialDays: 730,
      whenCycleEnds: { switchTo: 'free' },
      whenUnpaid: { switchTo: 'free' },
      graceDays: 60,
    };
    const rest = { whenTrialEnds: 'end', visibility: 'hidden', selfService: true, isDefault: false };
    const limits = { recordings: 2 ** 53 - 1, applications: null, seats: 0, export: false };
    expect((await create({ ...whole, ...rest, limits })).body).toEqual({
      ...whole,
      ...rest,
      limits,
      archivedAt: null,
    });
    expect(await show('whole')).toEqual({ ...whole, ...rest, limits, archivedAt: null });
  });

  it('may switch to themselves', async () => {
    const answer = await create({ code: 'self', whenCycleEnds: { switchTo: 'self' } });
    expect(answer).toMatchObject({ status: 201, body: { whenCycleEnds: { switchTo: 'self' } } });
  });

  it('have an interval of at most ten years', async () => {
    for (const [unit, most] of Object.entries({ day: 3650, week: 520, month: 120, year: 10 })) {
      expect((await create({ interval: { unit, count: most } })).status).toBe(201);
      const over = await create({ interval: { unit, count: most + 1 } });
      expect(over).toMatchObject({ status: 400, body: { errors: [{ field: 'interval.count' }] } });
    }
  });

  it('are refused whole when their code is taken, also by an archived plan, and the default stays', async () => {
    await refused(() => create({ code: 'free', isDefault: true }), 409, 'code_taken');
    await refused(() => create({ code: 'gone' }), 409, 'code_taken');
    expect(await show('free')).toMatchObject({ isDefault: true });
  });

  it('limit only features that there are, with values of their kind', async () => {
    await refused(() => create({ limits: { nothing: 1 } }), 404, 'unknown_feature');
    await refused(() => edit('pro', { limits: { nothing: 1 } }), 404, 'unknown_feature');
    for (const [feature, limit] of Object.entries({ export: 1, recordings: true, applications: false })) {
      const answer = await create({ limits: { [feature]: limit } });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: `limits.${feature}` }] } });
    }
    const unlimitedSwitch = await create({ limits: { export: null } });
    expect(unlimitedSwitch).toMatchObject({ status: 400, body: { errors: [{ field: 'limits.export' }] } });
  });

  it('give no new limit to a retired feature, but keep the one they have', async () => {
    const feature = { key: 'fax', name: 'Fax', unit: 'page', kind: 'metered' };
    await tenure.post('/v1/admin/features', { token, body: feature });
    await create({ code: 'faxing', limits: { fax: 5 } });
    await tenure.patch('/v1/admin/features/fax', { token, body: { retired: true } });
    await refused(() => create({ limits: { fax: 1 } }), 409, 'wrong_state');
    await refused(() => edit('pro', { limits: { fax: 1 } }), 409, 'wrong_state');
    expect((await edit('faxing', { limits: { fax: 6 } })).body.limits).toEqual({ fax: 6 });
  });

  it('switch only to plans that are there and on sale', async () => {
    for (const field of ['whenCycleEnds', 'whenTrialEnds']) {
      await refused(() => create({ [field]: { switchTo: 'nothing' } }), 404, 'unknown_plan');
      await refused(() => create({ [field]: { switchTo: 'gone' } }), 409, 'plan_archived');
      await refused(() => edit('pro', { [field]: { switchTo: 'nothing' } }), 404, 'unknown_plan');
      await refused(() => edit('pro', { [field]: { switchTo: 'gone' } }), 409, 'plan_archived');
    }
  });

  it('are refused for what is unknown before what is taken', async () => {
    await refused(() => create({ code: 'free', limits: { nothing: 1 } }), 404, 'unknown_feature');
    await refused(
      () => create({ code: 'free', whenCycleEnds: { switchTo: 'nothing' } }),
      404,
      'unknown_plan',
    );
    await refused(() => edit('pro', { code: 'other', limits: { nothing: 1 } }), 404, 'unknown_feature');
    const answer = await create({ limits: { nothing: 1, export: 1 } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'limits.export' }] } });
  });

  it('never change their code, interval, currency and what the price is for, and may be told the same again', async () => {
    for (const body of [
      { code: 'pro2' },
      { interval: { unit: 'year', count: 1 } },
      { interval: { unit: 'month', count: 2 } },
      { price: { amount: 4900, currency: 'EUR' } },
      { perSeat: true },
    ]) {
      await refused(() => edit('pro', { name: 'Renamed', ...body }), 409, 'immutable');
    }
    await create({ code: 'per-seat', perSeat: true });
    await refused(() => edit('per-seat', { perSeat: false }), 409, 'immutable');
    expect((await edit('per-seat', { perSeat: true })).status).toBe(200);
    const { code, interval, price } = await show('pro');
    expect((await edit('pro', { code, interval, price })).status).toBe(200);
    expect(await edit('nothing', {})).toMatchObject({ status: 404, body: { code: 'unknown_plan' } });
  });

  it('keep what an edit does not name', async () => {
    const before = (await create({ code: 'edited', trialDays: 3, limits: { recordings: 7, export: true } }))
      .body;
    expect((await edit('edited', {})).body).toEqual(before);
    expect((await edit('edited', { name: 'Newer' })).body).toEqual({ ...before, name: 'Newer' });
    const after = await edit('edited', { limits: { recordings: 8 }, price: { amount: 1, currency: 'USD' } });
    expect(after.body).toEqual({
      ...before,
      name: 'Newer',
      limits: { recordings: 8 },
      price: { amount: 1, currency: 'USD' },
    });
    expect(await show('edited')).toEqual(after.body);
  });

  it('are archived once, and nobody starts on them again', async () => {
    await create({ code: 'short', selfService: true });
    const archived = await archive('short');
    expect(archived).toMatchObject({
      status: 200,
      body: { code: 'short', archivedAt: expect.stringMatching(INSTANT) },
    });
    expect((await archive('short')).body).toEqual(archived.body);
    expect(await archive('nothing')).toMatchObject({ status: 404, body: { code: 'unknown_plan' } });
    await refused(() => archive('free'), 409, 'in_use');
    await create({ code: 'target' });
    await create({ code: 'source', whenTrialEnds: { switchTo: 'target' } });
    await refused(() => archive('target'), 409, 'in_use');
    await edit('source', { whenTrialEnds: 'end' });
    expect((await archive('target')).status).toBe(200);
  });

  it('come back from the archive as they were, unless what they switch to has not', async () => {
    const unarchive = (code: string) => tenure.post(`/v1/admin/plans/${code}/unarchive`, { token });
    const plan = (await create({ code: 'back', selfService: true })).body;
    expect(await unarchive('back')).toMatchObject({ status: 200, body: plan });
    await archive('back');
    const audited = async () =>
      (await tenure.get('/v1/admin/audit?action=plan.unarchived', { token })).body.data.length;
    const before = await audited();
    const returned = await unarchive('back');
    expect(returned).toMatchObject({ status: 200 });
    expect(returned.body).toEqual(plan);
    expect((await unarchive('back')).body).toEqual(plan);
    expect(await audited()).toBe(before + 1);
    expect((await tenure.get('/v1/plans/back')).status).toBe(200);
    await tenure.signUp({ planCode: 'back' });

    await create({ code: 'then', whenCycleEnds: 'end' });
    await create({ code: 'first', whenCycleEnds: { switchTo: 'then' } });
    await archive('first');
    await archive('then');
    await refused(() => unarchive('first'), 409, 'plan_archived');
    await refused(() => unarchive('nothing'), 404, 'unknown_plan');
    expect((await unarchive('then')).status).toBe(200);
    expect(await unarchive('first')).toMatchObject({ status: 200, body: { archivedAt: null } });
    expect(await tenure.post('/v1/admin/plans/back/unarchive')).toMatchObject({ status: 401 });
  });

  it('are priced in a currency of ISO 4217, today’s ones and units of account among them', async () => {
    for (const currency of ['usd', 'US', 'ABC', 'QQQ', 'ZZZ', 'EURO', 'DEM', '', 840, null]) {
      const answer = await create({ price: { amount: 1, currency } });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'price.currency' }] } });
    }
    for (const currency of ['EUR', 'JPY', 'KWD', 'CLF', 'XCG', 'ZWG'])
      expect(await create({ price: { amount: 1, currency } })).toMatchObject({ status: 201 });
  });

  it('that have another currency from before can still be read and edited', async () => {
    await create({ code: 'former' });
    await tenure.dataSource.query("UPDATE plans SET currency = 'ABC' WHERE code = 'former'");
    const price = { amount: 5, currency: 'ABC' };
    expect(await edit('former', { price })).toMatchObject({ status: 200, body: { price } });
    expect(await show('former')).toMatchObject({ price });
    await refused(() => edit('former', { price: { amount: 5, currency: 'USD' } }), 409, 'immutable');
  });

  describe('deleted', () => {
    const remove = (code: string) => tenure.delete(`/v1/admin/plans/${code}`, { token });
    const onto = (businessId: string, planCode: string, when = 'now') =>
      tenure.put(`/v1/admin/businesses/${businessId}/subscription`, { token, body: { planCode, when } });

    it('are gone with their versions, and their code is free again, if nobody was ever on them', async () => {
      const { code } = (await create()).body;
      await edit(code, { price: { amount: 1, currency: 'USD' } });
      expect((await remove(code)).status).toBe(204);
      expect((await tenure.get(`/v1/admin/plans/${code}`, { token })).body.code).toBe('unknown_plan');
      expect(await remove(code)).toMatchObject({ status: 404, body: { code: 'unknown_plan' } });
      expect((await create({ code })).status).toBe(201);
      const audit = await tenure.get('/v1/admin/audit?action=plan.deleted', { token });
      expect(audit.body.data[0]).toMatchObject({ target: { id: code }, before: { code } });
    });

    it('are refused while anything names them: a business on them, one that was, a pending change, a switch', async () => {
      const codes = await Promise.all(
        [1, 2, 3].map(async () => (await create({ selfService: true })).body.code),
      );
      const [present, past, pending] = codes as [string, string, string];
      const { businessId } = await tenure.signUp();
      await onto(businessId, past);
      await onto(businessId, present);
      expect((await onto(businessId, pending, 'cycleEnd')).body.pendingPlan.code).toBe(pending);
      const target = (await create()).body.code;
      const { code: switching } = (await create({ whenCycleEnds: { switchTo: target } })).body;
      // Old versions are history: a cycle may still be renewed by one.
      await edit(switching, { whenCycleEnds: 'renew' });
      for (const code of [present, past, pending, target, 'free'])
        await refused(() => remove(code), 409, 'in_use');
      expect((await remove(switching)).status).toBe(204);
      expect((await remove(target)).status).toBe(204);
    });

    it('are refused if a server whose clock is late put a business on them a moment ago', async () => {
      const [left, present] = [(await create()).body.code, (await create()).body.code];
      const { businessId } = await tenure.signUp();
      await onto(businessId, left);
      await onto(businessId, present);
      // Each server may differ from the database by 60 seconds, so two servers may differ by 120.
      const config = tenure.app.get<Config>(CONFIG);
      const { maxClockSkewSeconds } = config;
      config.maxClockSkewSeconds = 60;
      const ahead = new Date(Date.now() + 100_000);
      const spies = [
        jest.spyOn(tenure.app.get(Clock), 'now').mockReturnValue(ahead),
        // The look at all businesses came before.
        jest.spyOn(tenure.app.get(RunningCycles), 'wasEverUsed').mockResolvedValue(false),
      ];
      try {
        await refused(() => remove(left), 409, 'in_use');
      } finally {
        for (const spy of spies) spy.mockRestore();
        config.maxClockSkewSeconds = maxClockSkewSeconds;
      }
    });

    it('either stay or keep out whoever signs up for them at the same moment', async () => {
      const outcomes = new Set<string>();
      for (let round = 0; round < 12; round += 1) {
        const { code } = (await create({ price: { amount: 0, currency: 'USD' } })).body;
        const body = {
          business: { name: 'Late' },
          planCode: code,
          email: `late-${round}@example.com`,
          firstName: 'Ada',
          lastName: 'Lovelace',
          password: 'correct horse battery',
        };
        const signUp = tenure.post('/v1/auth/signup', { body });
        // The later rounds come while the sign-up writes: it hashes a password first.
        await new Promise((resolve) => setTimeout(resolve, round * 8));
        const [deleted, signedUp] = await Promise.all([remove(code), signUp]);
        outcomes.add(`${deleted.status} ${signedUp.status}`);
      }
      expect([...outcomes].filter((outcome) => !['204 404', '409 201'].includes(outcome))).toEqual([]);
    });

    it('keep out a sign-up that had read them already', async () => {
      const { code } = (await create({ price: { amount: 0, currency: 'USD' } })).body;
      const deletion = await RowLock.take(tenure.databaseUrl, 'SELECT 1 FROM plans WHERE code = $1', [code]);
      const person = { firstName: 'Ada', lastName: 'Lovelace', password: 'correct horse battery' };
      const body = { business: { name: 'Late' }, planCode: code, email: 'later@example.com', ...person };
      const signUp = tenure.post('/v1/auth/signup', { body });
      await deletion.waiting(1);
      const versions = 'SELECT id FROM plan_versions WHERE plan_code = $1';
      await deletion.query(`DELETE FROM plan_limits WHERE version_id IN (${versions})`, [code]);
      await deletion.query('DELETE FROM plan_versions WHERE plan_code = $1', [code]);
      await deletion.query('DELETE FROM plans WHERE code = $1', [code]);
      await deletion.release();
      expect(await signUp).toMatchObject({ status: 404, body: { code: 'unknown_plan' } });
    });

    it('keep out a change that had read them already', async () => {
      const { businessId } = await tenure.signUp();
      const decisions = tenure.app.get(PlanDecisionsService);
      const decide = decisions.decideAndBegin.bind(decisions);
      const spy = jest.spyOn(decisions, 'decideAndBegin').mockImplementation(async (...asked) => {
        const decided = await decide(...asked);
        expect((await remove(decided.plan.code)).status).toBe(204);
        return decided;
      });
      for (const unit of ['month', 'year'])
        for (const when of ['now', 'cycleEnd']) {
          const { code } = (await create({ interval: { unit, count: 1 } })).body;
          expect(await onto(businessId, code, when)).toMatchObject({
            status: 404,
            body: { code: 'unknown_plan' },
          });
        }
      spy.mockRestore();
    });
  });
});

describe('The example catalogue', () => {
  it('is not installed where there is a plan, and without any plan a sign-up says so', async () => {
    const tenure = await startTenure({ CATALOGUE: 'none' });
    const token = await tenure.operator();
    await expect(tenure.signUp()).rejects.toThrow('no_default_plan');
    await tenure.post('/v1/admin/plans', { token, body: { code: 'only', ...PLAN, selfService: true } });
    const { BillingPlansService } = await import('../../src/billing-plans/billing-plans.service.js');
    await tenure.app.get(BillingPlansService).installExample();
    const { body } = await tenure.get('/v1/admin/plans', { token });
    expect(body.data.map(({ code }: { code: string }) => code)).toEqual(['only']);
    expect((await tenure.signUp()).subscription.plan.code).toBe('only');
    await tenure.close();
  });

  it('is waited for by a server that starts while another one installs it', async () => {
    const tenure = await withBounds({ lock: 200 }, () => startTenure({ CATALOGUE: 'none' }));
    const other = tenure.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query(`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.catalogue})`);
    const { BillingPlansService } = await import('../../src/billing-plans/billing-plans.service.js');
    const installed = tenure.app.get(BillingPlansService).installExample();
    await sleep(700);
    await other.commitTransaction();
    await other.release();
    await installed;
    expect((await tenure.signUp()).subscription.plan.code).toBe('free');
    await tenure.close();
  });
});
