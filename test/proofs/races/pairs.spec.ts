import { violations } from '../../../invariants/invariants.js';
import { PAIRS, Pairs } from './pairs.js';

/** `npm run proof` asks for 200. */
const ROUNDS = Number(process.env.PAIR_ROUNDS ?? 6);

describe('Two requests at once leave what one after the other would leave', () => {
  let pairs: Pairs;
  beforeAll(async () => (pairs = await Pairs.start()));
  afterEach(async () => {
    expect((await violations(pairs.tenure.databaseUrl)).filter(({ count }) => count > 0)).toEqual([]);
  });
  afterAll(() => pairs?.close());

  it.each(PAIRS)(
    '%s and %s',
    async (one, other) => {
      expect(await pairs.differences([one, other], ROUNDS)).toEqual([]);
    },
    30_000 + ROUNDS * 1_000,
  );
});
