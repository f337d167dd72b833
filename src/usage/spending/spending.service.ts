import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Batcher, inRequestOrder } from '../../common/batcher.js';
import { MAX_UNITS } from '../../common/validation.js';
import { CONFIG, type Config } from '../../config/config.js';
import { isLockTimeout, isLost, isOutage } from '../../database/outage.js';
import { query } from '../../database/sql.js';
import { afterGuard, type Caller } from './caller.js';
import { BOTS } from '../idempotency/idempotency.sql.js';
import { areFree } from './locked-counters.js';
import { outcomeUnknown, SlowPathQueues } from './slow-path-queues.js';
import { ExactSpendService } from './exact-spend.service.js';
import {
  type Balance,
  type BatchAnswer,
  groupOf,
  NEEDS_GUARD,
  type Outcome,
  type Spend,
  spendOf,
  type SpendRequest,
  type Told,
} from './spend.js';
import { type Group, inGroups, type Keyed, keyedOf } from './spend-groups.js';
import type { GroupRow, SpentRow } from './spend.rows.js';
import { SPEND, SPEND_KEYED } from './spend.sql.js';

const NEEDS_SLOW_PATH: BatchAnswer = { kind: 'needsSlowPath', locked: false };
const LOCKED: BatchAnswer = { kind: 'needsSlowPath', locked: true };

/**
 * Spends for many callers at once. Requests that arrive while a flush is under way form the next one, and businesses share its
 * places. A flush is one statement. What it leaves is decided in other batches, so a customer at its limit delays no other
 * customer. With `USAGE_BATCHING=off`, every request is a flush of its own.
 */
@Injectable()
export class SpendingService {
  private readonly flushes = new Batcher<Spend, Told>((spends) => this.flush(spends), {
    laneOf: ({ businessId }) => businessId,
    tooLate: outcomeUnknown,
  });
  private readonly slowPath: SlowPathQueues;

  constructor(
    private readonly dataSource: DataSource,
    exactSpends: ExactSpendService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.slowPath = new SlowPathQueues(dataSource, exactSpends, (spends) =>
      config.usageBatching ? this.flushes.submitFirst(spends) : spends.map((spend) => this.spendAlone(spend)),
    );
  }

  /**
   * Spends all of the amount or none of it, in the order of arrival. It is durable when it is answered. If the statement does not
   * admit the caller, the guard admits or refuses it, and then the request is decided.
   *
   * @throws DomainError the guard's first that applies; `overloaded` or `unavailable` when nothing was done, `outcome_unknown`
   *   when the connection was lost before the answer: under the same key it is safe to ask again.
   */
  async spend(caller: Caller, request: SpendRequest): Promise<Outcome> {
    if (!this.config.usageBatching) {
      return decided(await this.spendAlone(spendOf(await afterGuard(caller), request)));
    }
    const told = await this.flushes.submit(spendOf(caller, request));
    if (told.kind !== 'needsGuard') {
      caller.accepted?.();
      return told;
    }
    return decided(await this.flushes.submit(spendOf(await afterGuard(caller), request)));
  }

  /**
   * Spends many times for one caller, in order, each as `spend` does. One statement decides what it can.
   *
   * @throws DomainError at each of them, as `spend`
   */
  spendTogether(spends: Spend[]): Promise<Outcome>[] {
    if (!this.config.usageBatching) return this.spendOneByOne(spends);
    const firsts = this.flushes.submitTogether(spends);
    const again = Promise.allSettled(firsts).then((told) => this.spendAdmitted(spends, told));
    return firsts.map(async (first, place) => {
      const told = await first;
      if (told.kind === 'needsGuard') return decided((await (await again)[place]) as Told);
      spends[place]?.caller.accepted?.();
      return told;
    });
  }

  /** The final answers for requests that the statement did not admit, in their places. */
  private async spendAdmitted(
    spends: Spend[],
    told: PromiseSettledResult<Told>[],
  ): Promise<(Promise<Told> | undefined)[]> {
    const needGuard = told.map((one) => one.status === 'fulfilled' && one.value.kind === 'needsGuard');
    const admissions = await Promise.allSettled(
      spends.map(async (spend, place) =>
        needGuard[place] ? spendOf(await afterGuard(spend.caller), spend) : null,
      ),
    );
    const admitted = admissions.flatMap((one) =>
      one.status === 'fulfilled' && one.value !== null ? one.value : [],
    );
    const seconds = this.flushes.submitTogether(admitted);
    // Who is refused is refused alone: a batch may be for several businesses.
    return admissions.map((one) => {
      if (one.status === 'rejected') return refused(one.reason as Error);
      return one.value === null ? undefined : seconds.shift();
    });
  }

  private spendOneByOne(spends: Spend[]): Promise<Outcome>[] {
    let before: Promise<unknown> = Promise.resolve();
    return spends.map((spend) => {
      const outcome = before.then(() => this.spend(spend.caller, spend));
      before = outcome.catch(() => undefined);
      return outcome;
    });
  }

  private async spendAlone(spend: Spend): Promise<Told> {
    const [told] = await this.flush([spend]);
    if (told instanceof Error) throw told;
    return told as Told | Promise<Told>;
  }

  /** Requests whose group is at the slow path wait behind it, so no request overtakes another. */
  private async flush(spends: Spend[]): Promise<(Told | Error | Promise<Told>)[]> {
    const answers = await this.decide(spends.filter((spend) => !this.slowPath.isOnSlowPath(spend)));
    return spends.map((spend) => {
      const answer = answers.get(spend) ?? NEEDS_SLOW_PATH;
      switch (answer.kind) {
        case 'decided':
          return answer.outcome;
        case 'needsGuard':
          return answer;
        case 'needsSlowPath':
          return this.slowPath.add(spend, answer.locked);
        case 'failed':
          return answer.error;
      }
    });
  }

  /**
   * Decides what one statement can. It waits a moment for a counter that other work holds. Then it decides once more, without the
   * requests whose counter is not free.
   */
  private async decide(spends: Spend[], again = false): Promise<Map<Spend, BatchAnswer>> {
    if (spends.length === 0) return new Map();
    try {
      return await this.spendAtOnce(spends);
    } catch (error) {
      if (!isLockTimeout(error)) return sameAnswer(spends, afterError(error));
      const free = again ? [] : await areFree(this.dataSource, spends).catch(() => []);
      const locked = spends.filter((_, place) => free[place] !== true);
      const unlocked = spends.filter((_, place) => free[place] === true);
      return new Map([...(await this.decide(unlocked, true)), ...sameAnswer(locked, LOCKED)]);
    }
  }

  /**
   * Runs the one statement. Its rows say which groups the plan fully covers and which it does not. The other groups need the
   * guard.
   */
  private async spendAtOnce(spends: Spend[]): Promise<Map<Spend, BatchAnswer>> {
    const groups = inGroups(spends);
    const keyed = groups.flatMap((group, place) => keyedOf(group, place + 1));
    const rows = inRequestOrder(await this.submit(groups, keyed), groups);
    const ids = new Map(keyed.map(({ spend, id }) => [spend, id]));
    const answers = new Map<Spend, BatchAnswer>();
    const reached = new Map<string, number>();
    groups.forEach(({ first, members, total }, place) => {
      const row = rows[place];
      if (row === null || row === undefined || !isSpent(row)) {
        // The statement skipped this unverified key, so the guard decides about it.
        const answer = row === null && first.caller.keyHash !== null ? NEEDS_GUARD : NEEDS_SLOW_PATH;
        for (const { spend } of members) answers.set(spend, answer);
        return;
      }
      // Only requests that spent move the place in the group. The others took no units.
      const before = reached.get(groupOf(first)) ?? row.used - row.spent;
      reached.set(groupOf(first), before + total);
      for (const { spend, upto } of members) {
        const balance = balanceAfter(row, before + upto);
        const outcome: Outcome = { kind: 'granted', id: ids.get(spend) ?? null, balance };
        answers.set(spend, { kind: 'decided', outcome });
      }
    });
    return answers;
  }

  private submit(groups: Group[], keyed: Keyed[]): Promise<GroupRow[]> {
    const asked = {
      businessIds: groups.map(({ first }) => first.businessId),
      features: groups.map(({ first }) => first.feature),
      amounts: groups.map(({ total }) => total),
      times: groups.map(({ latest }) => latest.toISOString()),
      keyHashes: groups.map(({ first }) => first.caller.keyHash),
      scopes: groups.map(({ first }) => first.caller.scope),
      addresses: groups.map(({ first }) => first.caller.address),
    };
    if (keyed.length === 0) return query(this.dataSource, SPEND[this.config.events], asked);
    return query(this.dataSource, SPEND_KEYED[this.config.events], {
      ...asked,
      places: keyed.map(({ place }) => place),
      keys: keyed.map(({ request }) => request.key),
      recordIds: keyed.map(({ id }) => id),
      fingerprints: keyed.map(({ request }) => request.fingerprint),
      units: keyed.map(({ spend }) => spend.amount),
      uptos: keyed.map(({ upto }) => upto),
      recordedAt: this.clock.now(),
      account: BOTS,
    });
  }
}

/** Told to whoever waits for it; nobody may, when another item was refused first. */
function refused(reason: Error): Promise<Told> {
  const promise = Promise.reject<Told>(reason);
  promise.catch(() => undefined);
  return promise;
}

/** Of an admitted caller, whom nothing sends back to the guard. */
function decided(told: Told): Outcome {
  if (told.kind === 'needsGuard') throw new Error('An admitted caller was sent back to the guard.');
  return told;
}

const sameAnswer = (spends: Spend[], answer: BatchAnswer): Map<Spend, BatchAnswer> =>
  new Map(spends.map((spend) => [spend, answer]));

/** A statement that was refused wrote nothing. The slow path finds the spend that caused it. */
function afterError(error: unknown): BatchAnswer {
  if (isLost(error)) return { kind: 'failed', error: outcomeUnknown() };
  return isOutage(error) ? { kind: 'failed', error: error as Error } : NEEDS_SLOW_PATH;
}

const isSpent = (row: GroupRow): row is SpentRow => row.used !== null;

function balanceAfter(
  { limit, burnt, credits, cycleIndex, startsAt, endsAt }: SpentRow,
  used: number,
): Balance {
  const remaining = limit === null ? null : Math.min(limit - (used - burnt) + credits, MAX_UNITS);
  return { used, burnt, limit, credits, remaining, cycle: { index: cycleIndex, startsAt, endsAt } };
}
