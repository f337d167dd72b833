import { mapAtMost, byShard, partsByShard } from '../../src/database/by-shard.js';
import { Database } from '../../src/database/database.js';

describe('The parts of a batch on a distributed database', () => {
  const database = new Database('postgres://nobody@127.0.0.1:1/none', true);
  /** Two of each of ten businesses, which are on five shards. */
  const ITEMS = Array.from({ length: 20 }, (_, place) => ({ business: `b${place % 10}`, place }));
  const businessOf = ({ business }: { business: string }) => business;
  database.shardsOf = (ids) => Promise.resolve(ids.map((id) => `s${Number(id.slice(1)) % 5}`));

  it('are one for each shard', async () => {
    const parts = await partsByShard(database, ITEMS, businessOf);
    expect(parts.map((part) => part.map(({ place }) => place))).toEqual([
      [0, 5, 10, 15],
      [1, 6, 11, 16],
      [2, 7, 12, 17],
      [3, 8, 13, 18],
      [4, 9, 14, 19],
    ]);
  });

  it('run a few at a time, and are answered in the order of the batch', async () => {
    let running = 0;
    let most = 0;
    const answers = await byShard(
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

  it('go on when one of them fails, whose error is for its shard alone', async () => {
    const failed = new Error('of s3');
    const answers = await byShard(database, ITEMS, businessOf, (part) =>
      part[0]?.place === 3 ? Promise.reject(failed) : Promise.resolve(part.map(({ place }) => place)),
    );
    expect(answers).toEqual(ITEMS.map(({ business, place }) => (/3|8/.test(business) ? failed : place)));
  });

  it('are none for no items', async () => {
    await expect(mapAtMost(3, [], () => Promise.reject(new Error('asked')))).resolves.toEqual([]);
  });
});
