import { startTenure, type Tenure } from '../support/tenure.js';

describe('The first story', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterAll(() => tenure.close());

  it('a bot spends to the last unit and is then refused with what would unlock more', async () => {
    const customer = await tenure.signUp();
    const all = await customer.spend(100);
    expect(all).toMatchObject({ status: 200, body: { granted: 100, used: 100, limit: 100, remaining: 0 } });
    const refused = await customer.spend();
    expect(refused).toMatchObject({
      status: 402,
      body: {
        code: 'limit_reached',
        requested: 1,
        used: 100,
        remaining: 0,
        unlockedBy: [{ code: 'pro' }, { code: 'scale' }],
      },
    });
  });
});
