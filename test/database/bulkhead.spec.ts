import { jest } from '@jest/globals';
import { Bulkhead } from '../../src/database/bulkhead.js';

/** Work that is under way until it is told to end. */
function held() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { work: () => ended, end };
}

describe('A bulkhead', () => {
  const finish = () => new Promise((resolve) => setImmediate(resolve));

  it('lets no key use up the queue: the others still wait in it, and have their turn', async () => {
    const bulkhead = new Bulkhead(1);
    const first = held();
    const done: string[] = [];
    const run = (key: string) => bulkhead.run(async () => void done.push(key), key).catch(() => 'refused');
    const holder = bulkhead.run(first.work, 'flooder');
    const flood = Array.from({ length: 2_000 }, () => run('flooder'));
    const others = [run('a'), run('b')];
    first.end();
    await holder;
    expect((await Promise.all(flood)).filter((outcome) => outcome === 'refused')).toHaveLength(1_900);
    expect(await Promise.all(others)).toEqual([undefined, undefined]);
    expect(done).toHaveLength(102);
  });

  it('gives the keys turns, and does the work of one key one after the other, in order', async () => {
    const bulkhead = new Bulkhead(2);
    const [first, second] = [held(), held()];
    const done: string[] = [];
    const note = (name: string, key: string) => bulkhead.run(async () => void done.push(name), key);
    const holders = [bulkhead.run(first.work, 'x'), bulkhead.run(second.work, 'y')];
    const waiting = [note('a1', 'a'), note('a2', 'a'), note('a3', 'a'), note('b1', 'b')];
    first.end();
    second.end();
    await Promise.all([...holders, ...waiting]);
    expect(done.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(done.indexOf('b1')).toBeLessThan(2);
  });

  it('gives up who has waited for five seconds, and forgets them', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const bulkhead = new Bulkhead(1);
      const first = held();
      const holder = bulkhead.run(first.work, 'a');
      let outcome: unknown = 'it waits';
      void bulkhead.run(() => Promise.resolve(), 'a').catch((error: unknown) => (outcome = error));
      await jest.advanceTimersByTimeAsync(4_999);
      expect(outcome).toBe('it waits');
      await jest.advanceTimersByTimeAsync(1);
      expect(outcome).toMatchObject({ code: 'TOO_MANY_WAIT' });
      first.end();
      await holder;
      await finish();
      expect(await bulkhead.run(() => Promise.resolve('done'), 'a')).toBe('done');
    } finally {
      jest.useRealTimers();
    }
  });
});
