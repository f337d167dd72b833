import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Batcher, overloaded, WAITING } from '../../common/batcher.js';
import { DomainError } from '../../common/domain-error.js';
import { isLockTimeout, isLost, isOutage } from '../../database/outage.js';
import { afterGuard, type Caller } from './caller.js';
import { areFree } from './locked-counters.js';
import type { ExactSpendService } from './exact-spend.service.js';
import { type Balance, groupOf, type Outcome, type Spend, spendOf, type Told } from './spend.js';

/** How many requests of a group are decided together. */
const TOGETHER = 500;
/** How many requests of one group may wait. The flush holds as many again. */
const QUEUE = WAITING / 2;
/** Milliseconds between two attempts for a counter that other work holds. */
const PAUSE_MS = 50;
/** Milliseconds that a request waits for such a counter. Then it is answered 503, and nothing was done. */
const WAIT_LIMIT_MS = 5_000;
/** Milliseconds after which a round of groups that are settled apart leaves the rest to the next round. */
const APART_LIMIT_MS = 1_000;

interface Queued {
  spend: Spend;
  since: number;
  resolve: (told: Told | Promise<Told>) => void;
  reject: (error: Error) => void;
}

/** The requests of one business for one feature, in the order of arrival, while the slow path works on them. */
interface Queue {
  waiting: Queued[];
  /** Other work holds the counter, so the group is decided apart. */
  locked: boolean;
  /** The plan has nothing left, so a flush could not decide the next requests. They are decided here one after the other. */
  exhausted: boolean;
}

/** Requests of one group, to be decided together. */
type Group = Queued[];
type Decided = (Outcome | Error)[] | 'locked';

const BATCHES = {
  laneOf: ([first]: Group): string => first?.spend.businessId ?? '',
  tooLate: outcomeUnknown,
};

/**
 * Queues for requests that a flush left, one for each business and feature. While a group is decided, later requests of it wait
 * behind it, so no request overtakes another. Afterwards they go back to the flush, which is faster. Groups are decided together,
 * but a group whose counter is held by other work is decided apart, when the counter is free.
 */
export class SlowPathQueues {
  private readonly queues = new Map<string, Queue>();
  private readonly together = new Batcher<Group, Decided>((groups) => this.decideAll(groups), BATCHES);
  private readonly apart = new Batcher<Group, Decided>((groups) => this.decideEach(groups), BATCHES);

  /** `flush` takes requests that waited, all of one group and in order, before any that came after them. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly exactSpends: ExactSpendService,
    private readonly flush: (spends: Spend[]) => Promise<Told>[],
  ) {}

  isOnSlowPath(spend: Spend): boolean {
    return this.queues.has(groupOf(spend));
  }

  /** Puts a request into its group's queue. The guard admits its caller before it is decided. */
  add(spend: Spend, locked: boolean): Promise<Told> {
    const group = groupOf(spend);
    let queue = this.queues.get(group);
    if (queue === undefined) {
      queue = { waiting: [], locked, exhausted: false };
      this.queues.set(group, queue);
      // The other requests of this flush come first.
      queueMicrotask(() => void this.work(group));
    }
    if (queue.waiting.length >= QUEUE) return Promise.reject(overloaded());
    if (queue.exhausted) spend.caller.admit().catch(() => undefined);
    const { waiting } = queue;
    return new Promise((resolve, reject) => {
      waiting.push({ spend, since: performance.now(), resolve, reject });
    });
  }

  private async work(group: string): Promise<void> {
    const queue = this.queues.get(group) as Queue;
    do {
      const members = await this.admitted(queue.waiting.splice(0, TOGETHER));
      await this.decide(members, queue).catch((error: unknown) => {
        for (const { reject } of members) reject(error as Error);
      });
    } while (queue.waiting.length > 0 && (queue.exhausted || queue.locked));
    this.queues.delete(group);
    const outcomes = this.flush(queue.waiting.map(({ spend }) => spend));
    queue.waiting.forEach(({ resolve }, place) => resolve(outcomes[place] as Promise<Told>));
  }

  /** The requests that the guard admits, at the time of their business. The others get the guard's refusal. */
  private async admitted(queued: Queued[]): Promise<Group> {
    const admissions = await Promise.allSettled(queued.map(({ spend }) => afterGuard(spend.caller)));
    return queued.flatMap((one, place) => {
      const admission = admissions[place] as PromiseSettledResult<Caller>;
      if (admission.status === 'fulfilled') return { ...one, spend: spendOf(admission.value, one.spend) };
      one.reject(admission.reason as Error);
      return [];
    });
  }

  private async decide(members: Group, queue: Queue): Promise<void> {
    const [first] = members;
    if (first === undefined) return;
    const giveUp = first.since + WAIT_LIMIT_MS;
    let decided = queue.locked ? 'locked' : await this.together.submit(members);
    queue.locked = decided === 'locked';
    while (decided === 'locked') {
      decided = await this.apart.submit(members);
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

  /**
   * Decides all groups together. If that waited for a lock, it decides the groups whose counter is free, and leaves the others.
   */
  private async decideAll(groups: Group[]): Promise<Decided[]> {
    try {
      return await this.decideTogether(groups);
    } catch (error) {
      if (!isLockTimeout(error)) return this.decideOneByOne(groups, error);
    }
    const free = await this.areFree(groups);
    const rest = groups.filter((_, place) => free[place]);
    const decided = await this.decideTogether(rest).catch((error: unknown) =>
      isLockTimeout(error) ? rest.map(() => 'locked' as const) : this.decideOneByOne(rest, error),
    );
    return groups.map((_, place) => (free[place] === true ? (decided.shift() as Decided) : 'locked'));
  }

  /**
   * Settles those that nobody holds, each alone. One may still wait, for what somebody took a moment ago. However many do,
   * all of them together keep this round for a second or so: those who come after that second are left to the next round.
   */
  private async decideEach(groups: Group[]): Promise<Decided[]> {
    const free = await this.areFree(groups);
    const end = performance.now() + APART_LIMIT_MS;
    const decided: Decided[] = [];
    for (const [place, group] of groups.entries()) {
      const mayBegin = free[place] === true && performance.now() < end;
      decided.push(mayBegin ? await this.decideApart(group) : 'locked');
    }
    return decided;
  }

  private async decideApart(group: Group): Promise<Decided> {
    try {
      return (await this.decideTogether([group]))[0] as Decided;
    } catch (error) {
      if (isLockTimeout(error)) return 'locked';
      return (await this.decideOneByOne([group], error))[0] as Decided;
    }
  }

  private async decideTogether(groups: Group[]): Promise<Decided[]> {
    if (groups.length === 0) return [];
    const outcomes = await this.exactSpends.spend(groups.flat().map(({ spend }) => spend));
    return groups.map((group) => outcomes.splice(0, group.length));
  }

  /** Decides one by one after an error that a single request may have caused. A bad row never makes its neighbours fail. */
  private async decideOneByOne(groups: Group[], error: unknown): Promise<Decided[]> {
    const same = (failure: Error) => groups.map((group) => group.map(() => failure));
    if (isLost(error)) return same(outcomeUnknown());
    if (isOutage(error) || groups.flat().length === 1) return same(error as Error);
    const decided: Decided[] = [];
    for (const group of groups) {
      const outcomes: (Outcome | Error)[] = [];
      for (const { spend } of group) outcomes.push(await this.decideAlone(spend));
      decided.push(outcomes);
    }
    return decided;
  }

  private async decideAlone(spend: Spend): Promise<Outcome | Error> {
    try {
      return (await this.exactSpends.spend([spend]))[0] as Outcome;
    } catch (error) {
      return isLost(error) ? outcomeUnknown() : (error as Error);
    }
  }

  private areFree(groups: Group[]): Promise<boolean[]> {
    const first = groups.flatMap(([queued]) => (queued === undefined ? [] : queued.spend));
    return areFree(this.dataSource, first);
  }
}

/** True when the plan covers nothing more, so that only credits could pay for the next unit. */
function isExhausted(outcome: Outcome | Error): boolean {
  if (outcome instanceof Error || !('balance' in outcome) || outcome.kind === 'replayed') return false;
  const { limit, used, burnt }: Balance = outcome.balance;
  return limit !== null && used - burnt >= limit;
}

const locked = (): DomainError =>
  new DomainError(
    'unavailable',
    'The counter of this feature is held by other work. Nothing was spent. Ask again.',
  );

export function outcomeUnknown(): DomainError {
  return new DomainError(
    'outcome_unknown',
    'The database was lost before it answered. Ask again with the same idempotency key, and it is spent once.',
  );
}
