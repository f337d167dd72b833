import { type Executor, isDistributed, shardsOf } from './sql.js';

/**
 * Splits a batch by the shards of its businesses where the database is distributed, because a statement there must be about one
 * shard. Otherwise there is one part. Items that are about no business (an empty id) form a part of their own.
 */
export async function partsByShard<Item>(
  on: Executor,
  items: Item[],
  businessOf: (item: Item) => string,
): Promise<Item[][]> {
  if (!isDistributed(on)) return [items];
  const ids = [...new Set(items.map(businessOf))];
  const shards = ids.length > 1 ? await shardsOf(on, ids) : ids;
  const shardOf = new Map(ids.map((id, place) => [id, shards[place]]));
  const parts = new Map<unknown, Item[]>();
  for (const item of items) {
    const shard = shardOf.get(businessOf(item));
    const part = parts.get(shard);
    if (part === undefined) parts.set(shard, [item]);
    else part.push(item);
  }
  return [...parts.values()];
}

/** The most statements of one batch that run at the same time. All requests share five connections. */
export const STATEMENTS_AT_ONCE = 3;
/** The most transactions of one batch that run at the same time. */
export const TRANSACTIONS_AT_ONCE = 2;

/** Does the work for each item, for at most `most` of them at the same time. Returns the answers in the order of the items. */
export async function mapAtMost<Item, Answer>(
  most: number,
  items: Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [place, item] of left) answers[place] = await work(item);
  };
  await Promise.all(Array.from({ length: most }, worker));
  return answers;
}

/**
 * Answers a batch, by at most `most` parts at the same time. It returns the answers in the order of the items. Where the database
 * is distributed, an error of a part goes only to the items of its shard.
 */
export async function byShard<Item, Answer>(
  on: Executor,
  items: Item[],
  businessOf: (item: Item) => string,
  answerAll: (items: Item[]) => Promise<(Answer | Error)[]>,
  most = STATEMENTS_AT_ONCE,
): Promise<(Answer | Error)[]> {
  if (!isDistributed(on)) return answerAll(items);
  const answers = new Map<Item, Answer | Error>();
  await mapAtMost(most, await partsByShard(on, items, businessOf), async (part) => {
    const answered = await answerAll(part).catch((error: unknown) => part.map(() => error as Error));
    part.forEach((item, place) => answers.set(item, answered[place] as Answer | Error));
  });
  return items.map((item) => answers.get(item) as Answer | Error);
}
