import { randomUUID } from 'node:crypto';
import { PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { RowLock } from '../support/row-lock.js';
import { rowCounts } from '../support/operations.js';
import { FIELDS, fields, UNKNOWN_ID } from '../support/shapes.js';

describe('Businesses, as operators see them', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
  });
  afterAll(() => tenure.close());

  const owner = () => ({
    email: `${randomUUID()}@example.com`,
    firstName: 'Charles',
    lastName: 'Babbage',
    password: PASSWORD,
  });
  const create = (body: object = {}) =>
    tenure.post('/v1/admin/businesses', { token, body: { name: 'Engines', owner: owner(), ...body } });
  const edit = (id: string, body: object) => tenure.patch(`/v1/admin/businesses/${id}`, { token, body });

  it('are created whole: owner, bot, subscription, tokens, and what the operator attaches', async () => {
    const metadata = { region: 'eu', deep: { list: [1, null, 'ü'] }, text: 'a \\u0000 that is only text' };
    const { status, body } = await create({ planCode: 'scale', externalId: 'crm-1', metadata });
    expect(status).toBe(201);
    expect(fields(body)).toEqual(FIELDS.createdBusiness);
    expect(fields(body.business)).toEqual(FIELDS.operatorBusiness);
    expect(body.business).toMatchObject({
      name: 'Engines',
      externalId: 'crm-1',
      metadata,
      testClockId: null,
      suspended: false,
    });
    expect(body.subscription).toMatchObject({ plan: { code: 'scale' }, status: 'active' });
    expect(body.member).toMatchObject({ role: 'owner', name: 'Charles Babbage' });
    expect((await tenure.get('/v1/me', { token: body.tokens.accessToken })).body.role).toBe('owner');
    expect(
      (await tenure.post('/v1/usage', { key: body.bot.apiKey, body: { feature: 'recordings' } })).status,
    ).toBe(200);
    const shown = await tenure.get(`/v1/admin/businesses/${body.business.id}`, { token });
    expect(shown).toMatchObject({ status: 200, body: body.business });
    expect(fields(shown.body)).toEqual(FIELDS.operatorBusiness);
  });

  it('begin on any plan that is not archived, hidden ones too; on the default when none is named', async () => {
    expect((await create({ planCode: 'limitless' })).body.subscription.plan.code).toBe('limitless');
    expect((await create()).body).toMatchObject({
      subscription: { plan: { code: 'free' } },
      business: { externalId: null, metadata: {} },
    });
  });

  it('on a test clock live at its time, with a test key', async () => {
    const clock = (
      await tenure.post('/v1/admin/test-clocks', { token, body: { now: '2030-01-31T12:00:00.123Z' } })
    ).body;
    const { body } = await create({ testClockId: clock.id });
    expect(body.business.testClockId).toBe(clock.id);
    expect(body.bot.apiKey).toMatch(/^tnr_test_/);
    expect(body.subscription.cycle.startsAt).toBe('2030-01-31T12:00:00.123Z');
    expect((await tenure.get('/v1/sdk/me', { key: body.bot.apiKey })).body.key.mode).toBe('test');
  });

  it('are refused whole, unknown things before taken ones', async () => {
    const { email } = await tenure.signUp();
    const taken = { ...owner(), email };
    await tenure.post('/v1/admin/plans', {
      token,
      body: {
        code: 'old',
        name: 'Old',
        price: { amount: 0, currency: 'USD' },
        interval: { unit: 'day', count: 1 },
      },
    });
    await tenure.post('/v1/admin/plans/old/archive', { token });
    const before = await rowCounts(tenure);
    const problems: [object, number, string][] = [
      [{ testClockId: UNKNOWN_ID, owner: taken }, 404, 'not_found'],
      [{ planCode: 'nothing', owner: taken }, 404, 'unknown_plan'],
      [{ planCode: 'old' }, 409, 'plan_archived'],
      [{ owner: taken }, 409, 'email_taken'],
      [{ owner: { ...owner(), email: 'operator@example.com' } }, 409, 'email_taken'],
      [{ owner: { ...owner(), password: 'short' } }, 400, 'validation_failed'],
    ];
    for (const [body, status, code] of problems) {
      expect(await create(body)).toMatchObject({ status, body: { code } });
    }
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('have an externalId as it was sent, or are refused', async () => {
    const { business } = (await create({})).body;
    const refused = { status: 400, body: { code: 'validation_failed', errors: [{ field: 'externalId' }] } };
    for (const externalId of [' lead', 'lead ', '\u00a0lead', 'two\nlines', 'bell\u0007', 'rtl\u202e']) {
      expect(await create({ externalId })).toMatchObject(refused);
      expect(await edit(business.id, { externalId })).toMatchObject(refused);
      const asked = `/v1/admin/businesses?externalId=${encodeURIComponent(externalId)}`;
      expect(await tenure.get(asked, { token })).toMatchObject(refused);
    }
    expect((await edit(business.id, { externalId: 'in the middle' })).body.externalId).toBe('in the middle');
  });

  it('have numbers in their metadata as they were sent, or are refused', async () => {
    const { business } = (await create({})).body;
    const path = `/v1/admin/businesses/${business.id}`;
    const refused = { status: 400, body: { code: 'validation_failed', errors: [{ field: 'metadata' }] } };
    for (const number of ['12345678901234567890', '9007199254740993', '-1e20', '1e400']) {
      const body = `{"metadata": {"deep": [{"crmId": ${number}}]}}`;
      expect(await tenure.patch(path, { token, body })).toMatchObject(refused);
    }
    const metadata = { crmId: 9007199254740991, rate: 0.25, text: '12345678901234567890' };
    expect((await edit(business.id, { metadata })).body.metadata).toEqual(metadata);
  });

  it('are found by externalId, which names one', async () => {
    const { business } = (await create({ externalId: 'only' })).body;
    await create({ externalId: 'other' });
    const found = await tenure.get('/v1/admin/businesses?externalId=only', { token });
    expect(found.body).toMatchObject({ data: [business], nextCursor: null });
    expect((await tenure.get('/v1/admin/businesses?externalId=none', { token })).body.data).toEqual([]);
  });

  it('are renamed, annotated, suspended and readmitted, each field by itself', async () => {
    const { business } = (await create({ externalId: 'a', metadata: { a: 1 } })).body;
    expect((await edit(business.id, {})).body).toEqual(business);
    expect((await edit(business.id, { name: 'Other' })).body).toEqual({ ...business, name: 'Other' });
    expect((await edit(business.id, { metadata: { b: 2 } })).body.metadata).toEqual({ b: 2 });
    expect((await edit(business.id, { externalId: null })).body.externalId).toBeNull();
    expect((await edit(business.id, { suspended: true })).body.suspended).toBe(true);
    const last = (await edit(business.id, { suspended: false, externalId: 'c' })).body;
    expect(last).toEqual({ ...business, name: 'Other', metadata: { b: 2 }, externalId: 'c' });
    expect((await tenure.get(`/v1/admin/businesses/${business.id}`, { token })).body).toEqual(last);
  });

  it('that are unknown are 404, and nothing is written', async () => {
    const before = await rowCounts(tenure);
    expect(await tenure.get(`/v1/admin/businesses/${UNKNOWN_ID}`, { token })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect(await edit(UNKNOWN_ID, { name: 'x' })).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('have their changes written down, with who did it, in the same transaction', async () => {
    const { business } = (await create()).body;
    await edit(business.id, { suspended: true });
    const rows = await tenure.dataSource.query(
      'SELECT action, actor_kind AS kind, after FROM audit_log WHERE business_id = $1 ORDER BY id',
      [business.id],
    );
    expect(rows).toEqual([
      { action: 'business.created', kind: 'operator', after: { name: 'Engines', planCode: 'free' } },
      { action: 'business.edited', kind: 'operator', after: { suspended: true } },
    ]);
  });

  it('have the name written down that a new name of their owner replaces', async () => {
    const { businessId, token: own } = await tenure.signUp();
    const held = 'SELECT 1 FROM businesses WHERE id = $1';
    const operator = await RowLock.take(tenure.databaseUrl, held, [businessId]);
    await operator.query('UPDATE businesses SET name = $2 WHERE id = $1', [businessId, 'Second']);
    const renamed = tenure.patch('/v1/business', { token: own, body: { name: 'Third' } });
    await operator.waiting(1);
    await operator.release();
    expect(await renamed).toMatchObject({ status: 200, body: { name: 'Third' } });
    const [entry] = await tenure.dataSource.query(
      `SELECT before, after FROM audit_log WHERE business_id = $1 AND action = 'business.edited'`,
      [businessId],
    );
    expect(entry).toEqual({ before: { name: 'Second' }, after: { name: 'Third' } });
  });
});
