import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { BotClaim } from '../common/access.js';
import { Clock } from '../common/clock.js';
import { Gathering, inPlaces } from '../common/gathering.js';
import { newId } from '../common/ids.js';
import { Refusal } from '../common/refusal.js';
import { MAX_UNITS } from '../common/validation.js';
import { CONFIG, type Config } from '../config/config.js';
import { isLost, isOutage } from '../database/outage.js';
import { query } from '../database/sql.js';
import { BOTS } from './idempotency.sql.js';
import { SettlementService } from './settlement.service.js';
import { type Balance, groupOf, type Outcome, type Spend, type Wanted } from './spend.js';
import { SPEND, SPEND_KEYED, type SpentRow, type WishRow } from './spend.sql.js';

/**
 * Spends for many callers at once. Those who come while a flush is under way form the next one; a flush is one
 * statement. What that leaves is settled in rounds of their own, so that a customer at its limit holds up nobody else.
 * With `USAGE_BATCHING=off` everybody is a flush alone.
 */
@Injectable()
export class SpendingService {
  private readonly flushes = new Gathering<Spend, Outcome | null>(
    (spends) => this.flush(spends),
    undefined,
    outcomeUnknown,
  );
  private readonly settlements = new Gathering<Spend, Outcome>(
    (spends) => this.settle(spends),
    undefined,
    outcomeUnknown,
  );
  /** How many wishes of a group wait to be settled. Whoever comes later waits behind them: nobody is overtaken. */
  private readonly settling = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly settlement: SettlementService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * All of the amount or none of it, in the order of arrival. Durable when it is answered.
   *
   * @throws Refusal `overloaded` or `unavailable` when nothing was done, `outcome_unknown` when the connection was lost
   *   before the answer: under the same key it is safe to ask again.
   */
  async spend(spend: Spend): Promise<Outcome> {
    if (this.config.usageBatching) return (await this.flushes.ask(spend)) as Outcome;
    const [outcome] = await this.flush([spend]);
    if (outcome instanceof Error) throw outcome;
    return outcome as Outcome | Promise<Outcome>;
  }

  /** The same by a claim. Null when the guard has to look at it first, and then nothing was done. */
  async spendBy(claim: BotClaim, { feature, amount, keyed }: Wanted): Promise<Outcome | null> {
    if (!this.config.usageBatching) return null;
    const { businessId, now } = claim;
    return this.flushes.ask({ businessId, feature, amount, now, keyed, claim });
  }

  private async flush(spends: Spend[]): Promise<(Outcome | null | Error | Promise<Outcome>)[]> {
    const outcomes = new Map<Spend, Outcome | null | Error>();
    for (const spend of spends) if (spend.claim !== null) outcomes.set(spend, null);
    const free = spends.filter((spend) => !this.settling.has(groupOf(spend)));
    try {
      if (free.length > 0) await this.spendAtOnce(free, outcomes);
    } catch (error) {
      // A statement that was refused wrote nothing, and the settlement finds whom it was about.
      const failure = isLost(error) ? outcomeUnknown() : isOutage(error) ? (error as Error) : null;
      if (failure !== null) for (const spend of free) outcomes.set(spend, failure);
    }
    return spends.map((spend) => {
      const outcome = outcomes.get(spend);
      return outcome === undefined ? this.settleLater(spend) : outcome;
    });
  }

  /** The one statement. Whom it knows and the plan does not cover in full has no outcome afterwards. */
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

  /** A claim is looked up by the guard meanwhile: whoever settles has been admitted. */
  private async settleLater(spend: Spend): Promise<Outcome> {
    const group = groupOf(spend);
    const waiting = (by: 1 | -1): number => (this.settling.get(group) ?? 0) + by;
    this.settling.set(group, waiting(1));
    try {
      await spend.claim?.admit();
      return await this.settlements.ask(spend);
    } finally {
      if (waiting(-1) === 0) this.settling.delete(group);
      else this.settling.set(group, waiting(-1));
    }
  }

  /** Together if that works, else each alone: one bad row never fails its neighbours. */
  private async settle(spends: Spend[]): Promise<(Outcome | Error)[]> {
    try {
      return await this.settlement.settle(spends);
    } catch (error) {
      if (isLost(error)) return spends.map(outcomeUnknown);
      if (isOutage(error) || spends.length === 1) return spends.map(() => error as Error);
    }
    const outcomes: (Outcome | Error)[] = [];
    for (const spend of spends) outcomes.push(...(await this.settle([spend])));
    return outcomes;
  }
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

const outcomeUnknown = (): Refusal =>
  new Refusal(
    'outcome_unknown',
    'The database was lost before it answered. Ask again with the same idempotency key, and it is spent once.',
  );
