import { atMost, byBusiness } from '../../src/database/by-business.js';
import { Database } from '../../src/database/database.js';

describe('The parts of a batch on a distributed database', () => {
  const database = new Database('postgres://nobody@127.0.0.1:1/none', true);
  const ITEMS = Array.from({ length: 20 }, (_, place) => ({ business: `b${place % 10}`, place }));
  const businessOf = ({ business }: { business: string }) => business;

  it('run a few at a time, and are answered in the order of the batch', async () => {
    let running = 0;
    let most = 0;
    const answers = await byBusiness(
      database,
      ITEMS,
      businessOf,
      async (part) => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running -= 1;
        return part.map(({ place }) => place);
      },
      2,
    );
    expect(answers).toEqual(ITEMS.map(({ place }) => place));
    expect(most).toBe(2);
  });

  it('go on when one of them fails, whose error is for its business alone', async () => {
    const failed = new Error('of b3');
    const answers = await byBusiness(database, ITEMS, businessOf, (part) =>
      part[0]?.business === 'b3' ? Promise.reject(failed) : Promise.resolve(part.map(({ place }) => place)),
    );
    expect(answers).toEqual(ITEMS.map(({ business, place }) => (business === 'b3' ? failed : place)));
  });

  it('are none for no items', async () => {
    await expect(atMost(3, [], () => Promise.reject(new Error('asked')))).resolves.toEqual([]);
  });
});
