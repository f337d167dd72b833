import { DomainError } from '../../src/common/domain-error.js';
import { Batcher } from '../../src/common/batcher.js';

describe('Batcher', () => {
  /** Rounds that end when they are told to. */
  function batches() {
    const asked: number[][] = [];
    const ends: (() => void)[] = [];
    const answerAll = (questions: number[]) => {
      asked.push(questions);
      return new Promise<number[]>((resolve) => ends.push(() => resolve(questions.map((n) => n * 10))));
    };
    const answerBatch = () => new Promise((resolve) => setTimeout(resolve, 2));
    const end = async () => {
      await answerBatch();
      ends.shift()?.();
      await answerBatch();
    };
    return { asked, answerAll, end };
  }

  it('answers together, in order, those who ask while a round is under way', async () => {
    const { asked, answerAll, end } = batches();
    const batcher = new Batcher(answerAll);
    const first = batcher.submit(1);
    await end().then(() => first);
    const one = batcher.submit(2);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const late = [3, 4, 5, 6].map((n) => batcher.submit(n));
    expect(asked).toEqual([[1], [2]]);
    await end();
    expect(await one).toBe(20);
    expect(asked.slice(2)).toEqual([[3, 4, 5]]);
    await end();
    expect(asked.slice(3)).toEqual([[6]]);
    await end();
    expect(await Promise.all(late)).toEqual([30, 40, 50, 60]);
  });

  it('works for one half of those who come back while it answers the other', async () => {
    const sizes: number[] = [];
    const batcher = new Batcher<number, number>(async (questions) => {
      sizes.push(questions.length);
      await new Promise((resolve) => setTimeout(resolve, 2));
      return questions;
    });
    const comesBack = async (n: number) => {
      for (let turn = 0; turn < 10; turn += 1) expect(await batcher.submit(n)).toBe(n);
    };
    const first = comesBack(0);
    await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([first, ...[1, 2, 3, 4, 5, 6, 7].map(comesBack)]);
    // Of eight, one came first.
    expect(sizes.slice(0, 8)).toEqual([1, 4, 4, 4, 4, 4, 4, 4]);
  });

  it('asks for the next round before it tells the answers of the last', async () => {
    const asked: number[][] = [];
    const batcher = new Batcher<number, number>(async (questions) => {
      // As the driver does: it writes to the connection a tick later.
      await new Promise((resolve) => process.nextTick(resolve));
      asked.push(questions);
      await new Promise((resolve) => setTimeout(resolve, 2));
      return questions;
    });
    const known = await Promise.all([1, 2].map((n) => batcher.submit(n).then(() => asked.length)));
    expect(asked).toEqual([[1], [2]]);
    expect(known).toEqual([2, 2]);
  });

  it('never reads before it was asked: a question that comes during a round belongs to the next', async () => {
    let value = 'old';
    const batcher = new Batcher<number, string>(async (questions) => {
      const read = value;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return questions.map(() => read);
    });
    const before = batcher.submit(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    value = 'new';
    expect(await batcher.submit(2)).toBe('new');
    expect(await before).toBe('old');
  });

  it('refuses those above its bound with overloaded, and takes new ones when there is room', async () => {
    const { answerAll, end } = batches();
    const batcher = new Batcher(answerAll, { waitingAtMost: 2 });
    const [one, two] = [batcher.submit(1), batcher.submit(2)];
    await expect(batcher.submit(3)).rejects.toMatchObject({ code: 'overloaded' });
    await end();
    await end();
    expect(await Promise.all([one, two])).toEqual([10, 20]);
    const next = batcher.submit(4);
    await end();
    expect(await next).toBe(40);
  });

  it('ends a round that takes too long, refuses those who waited too long for theirs, and goes on', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      let silent = true;
      const batcher = new Batcher<number, number>(
        (questions) => (silent ? new Promise(() => undefined) : Promise.resolve(questions)),
        { tooLate: () => new DomainError('outcome_unknown', 'Nobody knows.') },
      );
      const asked = [batcher.submit(1)];
      await new Promise((resolve) => setImmediate(resolve));
      asked.push(batcher.submit(2));
      const ends = Promise.allSettled(asked);
      await jest.advanceTimersByTimeAsync(11_000);
      const fresh = batcher.submit(3);
      silent = false;
      await jest.advanceTimersByTimeAsync(1_000);
      expect(await ends).toMatchObject([
        { reason: { code: 'outcome_unknown' } },
        { reason: { code: 'overloaded' } },
      ]);
      expect(await fresh).toBe(3);
    } finally {
      jest.useRealTimers();
    }
  });

  it('takes as many from each lane as it can, and keeps the order within each', async () => {
    const { asked, answerAll, end } = batches();
    const laneOf = (n: number) => String(Math.floor(n / 100));
    const batcher = new Batcher(answerAll, { laneOf });
    const answers = [0, 1, 2, 3, 4, 5, 100, 200, 201].map((n) => batcher.submit(n));
    await end();
    expect(asked[0]).toEqual([0, 1, 100, 200, 201]);
    for (let batch = 0; batch < 4; batch += 1) await end();
    expect((await Promise.all(answers)).length).toBe(9);
    expect(asked.slice(1).flat()).toEqual([2, 3, 4, 5]);
  });

  it('never parts what one caller asks together, counts him as one, and gives him one turn', async () => {
    const { asked, answerAll, end } = batches();
    const laneOf = (n: number) => String(Math.floor(n / 1000));
    const batcher = new Batcher(answerAll, { laneOf });
    const hundred = (first: number) => Array.from({ length: 100 }, (_, n) => first + n);
    const alone = batcher.submitTogether(hundred(1000));
    await end();
    expect(asked).toEqual([hundred(1000)]);
    expect(await alone).toEqual(hundred(1000).map((n) => n * 10));
    const answers = [
      batcher.submitTogether(hundred(1000)),
      batcher.submitTogether(hundred(1100)),
      ...[2000, 2001, 3000].map((n) => batcher.submit(n)),
    ];
    await end();
    expect(asked[1]).toEqual([...hundred(1000), 2000, 3000]);
    for (let round = 0; round < 3; round += 1) await end();
    expect((await Promise.all(answers)).flat()).toHaveLength(203);
    expect(asked.slice(2).flat()).toEqual([...hundred(1100), 2001]);
  });

  it('takes no more than fits into a round, and whoever found no room is first in the next', async () => {
    const { asked, answerAll, end } = batches();
    const laneOf = (n: number) => String(Math.floor(n / 1000));
    const batcher = new Batcher(answerAll, { laneOf });
    const hundredOf = (lane: number) => Array.from({ length: 100 }, (_, n) => lane * 1000 + n);
    const first = batcher.submit(0);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const lanes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const answers = lanes.map((lane) => batcher.submitTogether(hundredOf(lane)));
    const last = batcher.submit(13_000);
    for (let round = 0; round < 5; round += 1) await end();
    expect((await Promise.all([first, ...answers, last])).flat()).toHaveLength(1202);
    const lanesOf = (batch: number[]) => [...new Set(batch.map((n) => Math.floor(n / 1000)))];
    expect(asked.slice(1, 3).map(lanesOf)).toEqual([
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10],
    ]);
    expect(asked.every((batch) => batch.length <= 500)).toBe(true);
  });

  it('refuses a lane that has its share of the room, and nobody else', async () => {
    const { answerAll, end } = batches();
    const laneOf = (n: number) => String(Math.floor(n / 100));
    const batcher = new Batcher(answerAll, { laneOf, waitingAtMost: 4 });
    const flood = [0, 1, 2, 3].map((n) => batcher.submit(n));
    await expect(batcher.submit(4)).rejects.toMatchObject({ code: 'overloaded' });
    const strangers = [batcher.submit(100), batcher.submit(101)];
    await expect(batcher.submit(102)).rejects.toMatchObject({ code: 'overloaded' });
    for (let batch = 0; batch < 6; batch += 1) await end();
    expect(await Promise.all([...flood, ...strangers])).toEqual([0, 10, 20, 30, 1000, 1010]);
  });

  it('refuses everybody once twice as many wait as may', async () => {
    const { answerAll, end } = batches();
    const batcher = new Batcher(answerAll, { laneOf: String, waitingAtMost: 3 });
    const asked = [1, 2, 3, 4, 5, 6].map((n) => batcher.submit(n));
    await expect(batcher.submit(7)).rejects.toMatchObject({ code: 'overloaded' });
    for (let batch = 0; batch < 6; batch += 1) await end();
    expect(await Promise.all(asked)).toEqual([10, 20, 30, 40, 50, 60]);
  });

  it('answers those who have waited elsewhere before those of their lane who wait here, in order', async () => {
    const { asked, answerAll, end } = batches();
    const batcher = new Batcher(answerAll);
    const answers = [batcher.submit(1)];
    await new Promise((resolve) => setTimeout(resolve, 2));
    answers.push(batcher.submit(4), batcher.submit(5), ...batcher.submitFirst([2, 3]));
    for (let batch = 0; batch < 4; batch += 1) await end();
    expect(await Promise.all(answers)).toEqual([10, 40, 50, 20, 30]);
    expect(asked.flat()).toEqual([1, 2, 3, 4, 5]);
  });

  it('throws an error at the caller in its place alone, and at all when the round fails', async () => {
    const batcher = new Batcher<number, number>(async (questions) => {
      if (questions.includes(0)) throw new Error('all');
      return questions.map((n) => (n === 2 ? new Error('one') : n));
    });
    expect(await batcher.submitTogether([1, 2, 3])).toEqual([1, new Error('one'), 3]);
    expect(await batcher.submitTogether([1, 0])).toEqual([new Error('all'), new Error('all')]);
    const answers = await Promise.allSettled([1, 2, 3].map((n) => batcher.submit(n)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(batcher.submit(0)).rejects.toThrow('all');
    expect(await batcher.submit(7)).toBe(7);
  });
});
