import type { DataSource } from 'typeorm';
import { isDistributed, knownShard } from '../database/sql.js';
import { Batcher, type BatcherOptions } from './batcher.js';
import type { BatchResult } from './submitted.js';
import { Slots } from './slots.js';

/** How many batches are at the database at a time. With more of them each would be smaller, and its plans cost the same. */
const AT_ONCE = 2;
/** The batcher of businesses whose shard is not known yet, and of requests about several shards. */
const UNKNOWN = '';

/**
 * A batcher for each shard, where the database is distributed: a statement is about one shard there, and planning it costs more
 * than reading its rows. So a batch is not split over the shards, and a worker that does not answer delays the businesses of its
 * shards alone. On one PostgreSQL there is one batcher.
 *
 * The first batch of a business finds its shard, which is then remembered. The remembered shard only chooses the batcher. It may be
 * out of date, so `answerAll` divides each batch by the shards that the database reports (`partsByShard`).
 */
export class ShardBatcher<Request extends { businessId: string }, Answer> {
  private readonly batchers = new Map<string, Batcher<Request, Answer>>();
  private readonly slots: Slots | undefined;

  constructor(
    private readonly on: DataSource,
    private readonly answerAll: (requests: Request[]) => Promise<BatchResult<Answer>[]>,
    private readonly options: BatcherOptions<Request>,
  ) {
    if (isDistributed(on)) this.slots = new Slots(AT_ONCE);
  }

  /** See `Batcher`. */
  submit(request: Request): Promise<Answer> {
    return this.batcher(this.shardOf(request)).submit(request);
  }

  /** See `Batcher`. */
  submitTogether(requests: Request[]): Promise<BatchResult<Answer>[]> {
    const [first = UNKNOWN, ...others] = new Set(requests.map((request) => this.shardOf(request)));
    return this.batcher(others.length > 0 ? UNKNOWN : first).submitTogether(requests);
  }

  /** See `Batcher`. The requests are about one business. */
  submitFirst(requests: Request[]): Promise<Answer>[] {
    const [first] = requests;
    return first === undefined ? [] : this.batcher(this.shardOf(first)).submitFirst(requests);
  }

  private shardOf({ businessId }: Request): string {
    return this.slots === undefined ? UNKNOWN : (knownShard(this.on, businessId) ?? UNKNOWN);
  }

  private batcher(shard: string): Batcher<Request, Answer> {
    let batcher = this.batchers.get(shard);
    if (batcher === undefined) {
      batcher = new Batcher(this.answerAll, { ...this.options, slots: this.slots });
      this.batchers.set(shard, batcher);
    }
    return batcher;
  }
}
