import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { BotClaim } from '../../common/access.js';
import { Clock } from '../../common/clock.js';
import { Gathering, inPlaces } from '../../common/gathering.js';
import { newId } from '../../common/ids.js';
import { MAX_UNITS } from '../../common/validation.js';
import { CONFIG, type Config } from '../../config/config.js';
import { isLockTimeout, isLost, isOutage } from '../../database/outage.js';
import { query } from '../../database/sql.js';
import { BOTS } from '../idempotency/idempotency.sql.js';
import { areFree } from './locked-counters.js';
import { outcomeUnknown, SettlementQueues } from './settlement-queues.js';
import { SettlementService } from './settlement.service.js';
import { type Balance, groupOf, type Outcome, type Spend, type Wanted } from './spend.js';
import { SPEND, SPEND_KEYED, type SpentRow, type WishRow } from './spend.sql.js';

/**
 * Spends for many callers at once. Those who come while a flush is under way form the next one, and businesses take turns
 * in it; a flush is one statement. What that leaves is settled in rounds of their own, so that a customer at its limit
 * holds up nobody else. With `USAGE_BATCHING=off` everybody is a flush alone.
 */
@Injectable()
export class SpendingService {
  private readonly flushes = new Gathering<Spend, Outcome | null>((spends) => this.flush(spends), {
    laneOf: ({ businessId }) => businessId,
    tooLate: outcomeUnknown,
  });
  private readonly settlements: SettlementQueues;

  constructor(
    private readonly dataSource: DataSource,
    settlement: SettlementService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.settlements = new SettlementQueues(dataSource, settlement, (spends) =>
      config.usageBatching ? this.flushes.askFirst(spends) : spends.map((spend) => this.spendAlone(spend)),
    );
  }

  /**
   * All of the amount or none of it, in the order of arrival. Durable when it is answered.
   *
   * @throws Refusal `overloaded` or `unavailable` when nothing was done, `outcome_unknown` when the connection was lost
   *   before the answer: under the same key it is safe to ask again.
   */
  async spend(spend: Spend): Promise<Outcome> {
    const outcome = this.config.usageBatching ? this.flushes.ask(spend) : this.spendAlone(spend);
    return (await outcome) as Outcome;
  }

  /** The same by a claim. Null when the guard has to look at it first, and then nothing was done. */
  async spendBy(claim: BotClaim, { feature, amount, keyed }: Wanted): Promise<Outcome | null> {
    if (!this.config.usageBatching) return null;
    const { businessId, now } = claim;
    return this.flushes.ask({ businessId, feature, amount, now, keyed, claim });
  }

  private async spendAlone(spend: Spend): Promise<Outcome | null> {
    const [outcome] = await this.flush([spend]);
    if (outcome instanceof Error) throw outcome;
    return outcome as Outcome | null | Promise<Outcome | null>;
  }

  private async flush(spends: Spend[]): Promise<(Outcome | null | Error | Promise<Outcome | null>)[]> {
    const outcomes = new Map<Spend, Outcome | null | Error>();
    const free = spends.filter((spend) => !this.settlements.isSettling(spend));
    const locked = await this.spendTogether(free, outcomes);
    return spends.map((spend) => {
      const outcome = outcomes.get(spend);
      return outcome === undefined ? this.settlements.add(spend, locked.has(spend)) : outcome;
    });
  }

  /**
   * Spends what one statement can. It waits a moment for a counter that somebody else holds; then the others are spent
   * without those whose counter is not free. Answers the latter.
   */
  private async spendTogether(
    spends: Spend[],
    outcomes: Map<Spend, Outcome | null | Error>,
  ): Promise<Set<Spend>> {
    const locked = new Set<Spend>();
    let left = spends;
    for (let tries = 1; left.length > 0; tries += 1) {
      try {
        await this.spendAtOnce(left, outcomes);
        break;
      } catch (error) {
        if (!isLockTimeout(error)) {
          fail(left, error, outcomes);
          break;
        }
        const free = tries === 1 ? await areFree(this.dataSource, left).catch(() => []) : [];
        left.forEach((spend, place) => free[place] === true || locked.add(spend));
        left = left.filter((spend) => !locked.has(spend));
      }
    }
    return locked;
  }

  /** The one statement. A spend that the plan does not fully cover gets no outcome here: the settlement decides it. */
  private async spendAtOnce(spends: Spend[], outcomes: Map<Spend, Outcome | null | Error>): Promise<void> {
    const wishes = wishesOf(spends);
    const values = [
      wishes.map(({ first }) => first.businessId),
      wishes.map(({ first }) => first.feature),
      wishes.map(({ total }) => total),
      wishes.map(({ latest }) => latest.toISOString()),
      wishes.map(({ first }) => first.claim?.keyHash ?? null),
      wishes.map(({ first }) => first.claim?.scope ?? null),
    ];
    const keyed = wishes.flatMap((wish, place) => keyedOf(wish, place + 1));
    const rows =
      keyed.length === 0
        ? await query<WishRow>(this.dataSource, SPEND, values)
        : await query<WishRow>(this.dataSource, SPEND_KEYED, [
            ...values,
            keyed.map(({ place }) => place),
            keyed.map(({ spend }) => spend.keyed?.key),
            keyed.map(({ id }) => id),
            keyed.map(({ spend }) => spend.keyed?.fingerprint),
            keyed.map(({ spend }) => spend.amount),
            keyed.map(({ upto }) => upto),
            this.clock.now(),
            BOTS,
          ]);
    // The guard looks at a claim that the statement passes over.
    for (const spend of spends) if (spend.claim !== null) outcomes.set(spend, null);
    const ids = new Map(keyed.map(({ spend, id }) => [spend, id]));
    const reached = new Map<string, number>();
    inPlaces(rows, wishes).forEach((row, place) => {
      if (row === null) return;
      const { first, members, total } = wishes[place] as Wish;
      if (!isSpent(row)) {
        for (const { spend } of members) outcomes.delete(spend);
        return;
      }
      // Only requests that spent move the place in the group: the others took no units.
      const before = reached.get(groupOf(first)) ?? row.used - row.spent;
      reached.set(groupOf(first), before + total);
      for (const { spend, upto } of members) {
        const balance = balanceAfter(row, before + upto);
        outcomes.set(spend, { kind: 'granted', id: ids.get(spend) ?? null, balance });
      }
    });
  }
}

/** A statement that was refused wrote nothing, and the settlement finds the spend that it was about. */
function fail(spends: Spend[], error: unknown, outcomes: Map<Spend, Outcome | null | Error>): void {
  const failure = isLost(error) ? outcomeUnknown() : isOutage(error) ? (error as Error) : null;
  if (failure !== null) for (const spend of spends) outcomes.set(spend, failure);
}

interface Wish {
  first: Spend;
  /** With the units of the wish up to and with each. */
  members: { spend: Spend; upto: number }[];
  total: number;
  latest: Date;
}

/** One for each business and feature, and claims apart by their keys. */
function wishesOf(spends: Spend[]): Wish[] {
  const groups = new Map<string, Spend[]>();
  for (const spend of spends) {
    const key = `${groupOf(spend)} ${spend.claim?.keyHash ?? ''}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [spend]);
    else members.push(spend);
  }
  return [...groups.values()].map(toWish);
}

function toWish(spends: Spend[]): Wish {
  const first = spends[0] as Spend;
  let total = 0;
  let latest = first.now;
  const members = spends.map((spend) => {
    total += spend.amount;
    if (spend.now > latest) latest = spend.now;
    return { spend, upto: total };
  });
  return { first, members, total, latest };
}

const keyedOf = ({ members }: Wish, place: number) =>
  members
    .filter(({ spend }) => spend.keyed !== null)
    .map(({ spend, upto }) => ({ spend, upto, place, id: newId() }));

const isSpent = (row: WishRow): row is SpentRow => row.used !== null;

function balanceAfter(
  { limit, burnt, credits, cycleIndex, startsAt, endsAt }: SpentRow,
  used: number,
): Balance {
  const remaining = limit === null ? null : Math.min(limit - (used - burnt) + credits, MAX_UNITS);
  return { used, burnt, limit, credits, remaining, cycle: { index: cycleIndex, startsAt, endsAt } };
}
