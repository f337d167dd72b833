import { expectInvariants } from '../../support/invariants.js';
import { PAIRS, Pairs } from './pairs.js';

/** `npm run proof` asks for 200. */
const ROUNDS = Number(process.env.PAIR_ROUNDS ?? 2);

describe('Two requests at once leave what one after the other would leave', () => {
  let pairs: Pairs;
  beforeAll(async () => (pairs = await Pairs.start()));
  afterEach(async () => {
    await expectInvariants(pairs.tenure.databaseUrl);
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
