import { startTenure, type Tenure } from '../support/tenure.js';

const PLAN = { name: 'Team', interval: { unit: 'month', count: 1 } };

describe('The default plan', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure({ CATALOGUE: 'none' });
    token = await tenure.operator();
  });
  afterAll(() => tenure.close());
  const create = (code: string, changes: object = {}) =>
    tenure.post('/v1/admin/plans', {
      token,
      body: { ...PLAN, price: { amount: 0, currency: 'USD' }, code, ...changes },
    });
  const edit = (code: string, body: object) => tenure.patch(`/v1/admin/plans/${code}`, { token, body });
  const defaults = async () => {
    const { body } = await tenure.get('/v1/admin/plans', { token });
    return body.data.flatMap((plan: { code: string; isDefault: boolean }) =>
      plan.isDefault ? [plan.code] : [],
    );
  };

  it('is the first that is made, moves when another is set, and is always one', async () => {
    expect((await create('first')).body.isDefault).toBe(true);
    expect((await create('second')).body.isDefault).toBe(false);
    expect(await defaults()).toEqual(['first']);
    expect((await create('third', { isDefault: true })).body.isDefault).toBe(true);
    expect(await defaults()).toEqual(['third']);
    expect((await edit('second', { isDefault: true })).body.isDefault).toBe(true);
    expect(await defaults()).toEqual(['second']);
    expect((await tenure.signUp()).subscription.plan.code).toBe('second');
  });

  it('cannot be unset, hidden or archived; a hidden or archived plan cannot become it', async () => {
    await create('hidden', { visibility: 'hidden' });
    await create('old');
    await tenure.post('/v1/admin/plans/old/archive', { token });
    const inUse = { status: 409, body: { code: 'in_use' } };
    expect(await edit('second', { isDefault: false })).toMatchObject(inUse);
    expect(await edit('second', { visibility: 'hidden' })).toMatchObject(inUse);
    expect(await tenure.post('/v1/admin/plans/second/archive', { token })).toMatchObject(inUse);
    expect(await edit('hidden', { isDefault: true })).toMatchObject(inUse);
    expect(await edit('old', { isDefault: true })).toMatchObject(inUse);
    expect((await edit('first', { isDefault: false })).status).toBe(200);
    expect(await defaults()).toEqual(['second']);
  });

  it('is where a sign-up starts that names no plan, also when it costs; naming a paid plan is 402', async () => {
    await create('paid', { isDefault: true, price: { amount: 900, currency: 'USD' } });
    expect((await tenure.signUp()).subscription.plan.code).toBe('paid');
    await create('dear', { price: { amount: 90_000, currency: 'USD' } });
    await expect(tenure.signUp({ planCode: 'dear' })).rejects.toThrow('402');
  });
});
