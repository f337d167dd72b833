import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Batcher, overloaded, WAITING } from '../../common/batcher.js';
import { DomainError } from '../../common/domain-error.js';
import { byShard, TRANSACTIONS_AT_ONCE } from '../../database/by-shard.js';
import { admitByGuard, type Caller } from './caller.js';
import type { ExactSpendService } from './exact-spend.service.js';
import { type Decided, SlowPathDecisions } from './slow-path-decisions.js';
import { type Balance, counterKeyOf, type Outcome, type Spend, spendOf, type SpendResult } from './spend.js';
import { outcomeUnknown } from '../usage.errors.js';

/** How many requests of a group are decided together at most. */
const TOGETHER = 500;
/** How many requests of one group may wait here. As many again can wait for the flush. */
const QUEUE = WAITING / 2;
/** How many milliseconds are between two attempts for a counter that other work has locked. */
const PAUSE_MS = 50;
/** The limits of the slow path. A test of what happens after such a wait makes it shorter. */
export const SLOW_PATH = {
  /** How many milliseconds a request waits for such a counter. Then the answer is 503, and nothing was done. */
  waitLimitMs: 5_000,
};

interface Queued {
  spend: Spend;
  since: number;
  resolve: (result: SpendResult | Promise<SpendResult>) => void;
  reject: (error: Error) => void;
}

/** The waiting requests of one business for one feature, in the order of arrival, while the slow path decides earlier ones. */
interface Queue {
  waiting: Queued[];
  /** Whether other work has locked the counter, so that the group is decided apart from others. */
  locked: boolean;
  /**
   * Whether the plan has no units left, so that a flush could not decide the next requests. They are decided here, one after the
   * other.
   */
  exhausted: boolean;
}

const businessOf = ([first]: Spend[]): string => first?.businessId ?? '';
const BATCHES = {
  name: 'slow path',
  laneOf: businessOf,
  tooLate: outcomeUnknown,
};

/**
 * Queues for requests that a flush did not decide, one for each business and feature. While a group is decided, its later requests
 * wait behind it, so no request overtakes another. After that they go back to the flush, which is faster. Groups are decided
 * together, but a group whose counter is locked by other work is decided apart, when the counter is free.
 */
export class SlowPathQueues {
  private readonly queues = new Map<string, Queue>();
  private readonly together: Batcher<Spend[], Decided>;
  private readonly apart: Batcher<Spend[], Decided>;

  /** @param flush decides the requests of one group that have waited, in order, before all requests that come later */
  constructor(
    dataSource: DataSource,
    exactSpends: ExactSpendService,
    private readonly flush: (spends: Spend[]) => Promise<SpendResult>[],
  ) {
    const decisions = new SlowPathDecisions(dataSource, exactSpends);
    this.together = new Batcher<Spend[], Decided>(
      (groups) =>
        byShard(dataSource, groups, businessOf, (part) => decisions.decideAll(part), TRANSACTIONS_AT_ONCE),
      BATCHES,
    );
    this.apart = new Batcher<Spend[], Decided>((groups) => decisions.decideEach(groups), BATCHES);
  }

  isOnSlowPath(spend: Spend): boolean {
    return this.queues.has(counterKeyOf(spend));
  }

  /**
   * Adds a request to the queue of its group. The guard admits its caller before it is decided. If too many requests wait, it
   * returns an error and not a rejected promise. The answers of a flush are delivered later, and Node.js reports a rejection that
   * nobody handles until then.
   */
  add(spend: Spend, locked: boolean): Promise<SpendResult> | DomainError {
    const counterKey = counterKeyOf(spend);
    let queue = this.queues.get(counterKey);
    if (queue === undefined) {
      queue = { waiting: [], locked, exhausted: false };
      this.queues.set(counterKey, queue);
      // First the other requests of this flush are added.
      queueMicrotask(() => void this.work(counterKey));
    }
    if (queue.waiting.length >= QUEUE) return overloaded();
    if (queue.exhausted) spend.caller.admit().catch(() => undefined);
    const { waiting } = queue;
    return new Promise((resolve, reject) => {
      waiting.push({ spend, since: performance.now(), resolve, reject });
    });
  }

  private async work(counterKey: string): Promise<void> {
    const queue = this.queues.get(counterKey) as Queue;
    do {
      const members = await this.admitted(queue.waiting.splice(0, TOGETHER));
      await this.decide(members, queue).catch((error: unknown) => {
        for (const { reject } of members) reject(error as Error);
      });
    } while (queue.waiting.length > 0 && (queue.exhausted || queue.locked));
    this.queues.delete(counterKey);
    const outcomes = this.flush(queue.waiting.map(({ spend }) => spend));
    queue.waiting.forEach(({ resolve }, place) => resolve(outcomes[place] as Promise<SpendResult>));
  }

  /**
   * Returns the requests that the guard admits, with the time of their business. The others are rejected with the guard's error.
   */
  private async admitted(queued: Queued[]): Promise<Queued[]> {
    const admissions = await Promise.allSettled(queued.map(({ spend }) => admitByGuard(spend.caller)));
    return queued.flatMap((one, place) => {
      const admission = admissions[place] as PromiseSettledResult<Caller>;
      if (admission.status === 'fulfilled') return { ...one, spend: spendOf(admission.value, one.spend) };
      one.reject(admission.reason as Error);
      return [];
    });
  }

  private async decide(members: Queued[], queue: Queue): Promise<void> {
    const [first] = members;
    if (first === undefined) return;
    const giveUp = first.since + SLOW_PATH.waitLimitMs;
    const spends = members.map(({ spend }) => spend);
    let decided: Decided = queue.locked ? 'locked' : await this.together.submit(spends);
    queue.locked = decided === 'locked';
    while (decided === 'locked') {
      decided = await this.apart.submit(spends);
      if (decided === 'locked' && performance.now() >= giveUp) throw locked();
      if (decided === 'locked') await sleep(PAUSE_MS);
    }
    queue.locked = false;
    members.forEach(({ resolve, reject }, place) => {
      const outcome = decided[place] as Outcome | Error;
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    });
    queue.exhausted = isExhausted(decided.at(-1) as Outcome | Error);
  }
}

/** Whether the plan covers no more units, so that only credits can pay for the next one. */
function isExhausted(outcome: Outcome | Error): boolean {
  if (outcome instanceof Error || !('balance' in outcome) || outcome.kind === 'replayed') return false;
  const { limit, used, burnt }: Balance = outcome.balance;
  return limit !== null && used - burnt >= limit;
}

const locked = (): DomainError =>
  new DomainError(
    'unavailable',
    'Another operation has locked the counter of this feature. Nothing was spent. Try again.',
  );
