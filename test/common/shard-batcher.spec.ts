import { setTimeout as sleep } from 'node:timers/promises';
import { ShardBatcher } from '../../src/common/shard-batcher.js';
import { Database } from '../../src/database/database.js';

/** Two businesses on each of four shards. The first character says the shard. */
const BUSINESSES = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'd1', 'd2'];
const asked = (ids: string[]) => ids.map((businessId) => ({ businessId }));

/** A batcher whose batches end when they are told to. It is told the shards that are known from the start. */
function batcher(distributed: boolean, known: string[]) {
  const database = new Database('postgres://nobody@127.0.0.1:1/none', distributed);
  for (const id of known) database.knownShards.set(id, id.slice(0, 1));
  const batches: string[][] = [];
  const ends: (() => void)[] = [];
  const answerAll = async (requests: { businessId: string }[]): Promise<string[]> => {
    const ids = requests.map(({ businessId }) => businessId);
    batches.push(ids);
    await new Promise<void>((resolve) => ends.push(resolve));
    return ids;
  };
  const end = async () => {
    await sleep(2);
    ends.shift()?.();
    await sleep(2);
  };
  return { batches, end, by: new ShardBatcher<{ businessId: string }, string>(database, answerAll, {}) };
}

describe('Batches of a distributed database', () => {
  it('are about one shard, two of them are under way, and each takes all who wait when it gets a slot', async () => {
    const { batches, end, by } = batcher(true, BUSINESSES);
    const submit = (ids: string[]) => asked(ids).map((request) => by.submit(request));
    const answers = submit(BUSINESSES);
    await sleep(2);
    expect(batches).toEqual([
      ['a1', 'a2'],
      ['b1', 'b2'],
    ]);
    answers.push(...submit(['c1', 'a1', 'b1']));
    for (let n = 0; n < 6; n += 1) await end();
    expect(batches.slice(2)).toEqual([['c1', 'c2', 'c1'], ['d1', 'd2'], ['a1'], ['b1']]);
    expect(await Promise.all(answers)).toEqual([...BUSINESSES, 'c1', 'a1', 'b1']);
  });

  it('are not held up by one that the database does not answer', async () => {
    const { batches, end, by } = batcher(true, BUSINESSES);
    const answers = asked(['a1', 'b1', 'c1']).map((request) => by.submit(request));
    await sleep(100);
    expect(batches).toEqual([['a1'], ['b1']]);
    await sleep(600);
    expect(batches).toEqual([['a1'], ['b1'], ['c1']]);
    for (let n = 0; n < 3; n += 1) await end();
    expect(await Promise.all(answers)).toEqual(['a1', 'b1', 'c1']);
  });

  it('are shared by businesses whose shard is not known yet, and by what is about several', async () => {
    const { batches, end, by } = batcher(true, ['a1', 'b1']);
    const answers = [...asked(['c1', 'a1', 'd1'])].map((request) => by.submit(request));
    const together = by.submitTogether(asked(['a1', 'b1']));
    for (let n = 0; n < 2; n += 1) await end();
    expect(batches).toEqual([['c1', 'd1', 'a1', 'b1'], ['a1']]);
    expect(await Promise.all([...answers, together])).toEqual(['c1', 'a1', 'd1', ['a1', 'b1']]);
  });

  it('are one for all businesses on one PostgreSQL', async () => {
    const { batches, end, by } = batcher(false, BUSINESSES);
    const answers = asked(BUSINESSES).map((request) => by.submit(request));
    while (batches.flat().length < BUSINESSES.length) await end();
    await end();
    expect(await Promise.all(answers)).toEqual(BUSINESSES);
    // It takes halves.
    expect(batches.map(({ length }) => length)).toEqual([4, 4]);
  });
});
