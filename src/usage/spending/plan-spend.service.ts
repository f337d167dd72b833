import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { inRequestOrder } from '../../common/request-order.js';
import { SharedTime } from '../../common/shared-time.js';
import { CONFIG, type Config } from '../../config/config.js';
import { mapAtMost, partsByShard, STATEMENTS_AT_ONCE } from '../../database/by-shard.js';
import { isLockTimeout, isLost, isOutage, violatedConstraint } from '../../database/outage.js';
import { execute, isDistributed, query } from '../../database/sql.js';
import { NOTE_USES } from '../../members/index.js';
import { BOTS } from '../idempotency/idempotency.sql.js';
import { areFree } from './locked-counters.js';
import { outcomeUnknown } from '../usage.errors.js';
import {
  type Balance,
  type BatchAnswer,
  counterKeyOf,
  NEEDS_GUARD,
  NEEDS_SLOW_PATH,
  type Outcome,
  remainingOf,
  type Spend,
} from './spend.js';
import { type Group, inGroups, type KeyedSpend, keyedSpendsOf } from './spend-groups.js';
import type { GroupRow, SpentRow } from './spend.rows.js';
import { SPEND, SPEND_KEYED } from './spend.sql.js';

/**
 * How long each batch looks keys up before it writes them, after a batch failed by a known key. Almost all keys are new, and the
 * primary key refuses a known one, so a look-up is rarely needed. Each batch that fails writes a line to the log of PostgreSQL.
 */
const LOOK_UP_MS = 60_000;

const LOCKED: BatchAnswer = { kind: 'needsSlowPath', locked: true };

/**
 * Decides in one statement the spends that plans fully cover. The statement grants, writes and verifies unverified keys.
 * `ExactSpendService` decides the spends that it does not grant.
 */
@Injectable()
export class PlanSpendService {
  private lookUpUntil = -Infinity;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Decides the spends that one statement can. If other work has locked a counter, it waits a short time and then decides again
   * without the spends of locked counters. If an idempotency key is known already, it decides again and looks the keys up. On a
   * distributed database a statement is about the businesses of one shard, and writes no records of idempotency keys.
   */
  async spend(spends: Spend[]): Promise<Map<Spend, BatchAnswer>> {
    if (!isDistributed(this.dataSource)) return this.decide(spends);
    const unkeyed = spends.filter(({ keyed }) => keyed === null);
    const parts = await partsByShard(this.dataSource, unkeyed, ({ businessId }) => businessId);
    const answers = await mapAtMost(STATEMENTS_AT_ONCE, parts, (part) => this.decide(part));
    return new Map(answers.flatMap((each) => [...each]));
  }

  private async decide(
    spends: Spend[],
    again = false,
    lookUp = performance.now() < this.lookUpUntil,
  ): Promise<Map<Spend, BatchAnswer>> {
    if (spends.length === 0) return new Map();
    try {
      return await this.spendAtOnce(spends, lookUp);
    } catch (error) {
      if (!lookUp && isKnownKey(error)) {
        this.lookUpUntil = performance.now() + LOOK_UP_MS;
        return this.decide(spends, again, true);
      }
      if (!isLockTimeout(error)) return sameAnswer(spends, afterError(error));
      const free = again ? [] : await areFree(this.dataSource, spends).catch(() => []);
      const locked = spends.filter((_, place) => free[place] !== true);
      const unlocked = spends.filter((_, place) => free[place] === true);
      return new Map([...(await this.decide(unlocked, true)), ...sameAnswer(locked, LOCKED)]);
    }
  }

  /**
   * Runs the statement. A row with `used` is a group that the plan fully covers; a row without it is a group for the slow path. A
   * group without a row needs the guard.
   */
  private async spendAtOnce(spends: Spend[], lookUp: boolean): Promise<Map<Spend, BatchAnswer>> {
    const groups = inGroups(spends);
    const keyed = groups.flatMap((group, place) => keyedSpendsOf(group, place + 1));
    const rows = inRequestOrder(await this.submit(groups, keyed, lookUp), groups);
    this.noteUses(groups.filter((_, place) => rows[place]?.firstUse === true));
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
      // Only groups that spent move the value of the counter. The others used no units.
      const before = reached.get(counterKeyOf(first)) ?? row.used - row.spent;
      reached.set(counterKeyOf(first), before + total);
      const cycle = cycleOf(row);
      for (const { spend, upto } of members) {
        const balance = balanceAfter(row, before + upto, cycle);
        const outcome: Outcome = { kind: 'granted', id: ids.get(spend) ?? null, balance };
        answers.set(spend, { kind: 'decided', outcome });
      }
    });
    return answers;
  }

  /** Writes the uses of keys that the statement has verified but not written. No request waits for it. */
  private noteUses(groups: Group[]): void {
    if (groups.length === 0) return;
    const uses = {
      businessIds: groups.map(({ first }) => first.businessId),
      keyHashes: groups.map(({ first }) => first.caller.keyHash as string),
      times: groups.map(({ latest }) => latest.toISOString()),
    };
    execute(this.dataSource, NOTE_USES, uses).catch(() => undefined);
  }

  private submit(groups: Group[], keyed: KeyedSpend[], lookUp: boolean): Promise<GroupRow[]> {
    const asked = {
      businessIds: groups.map(({ first }) => first.businessId),
      features: groups.map(({ first }) => first.feature),
      amounts: groups.map(({ total }) => total),
      times: groups.map(({ latest }) => latest.toISOString()),
      keyHashes: groups.map(({ first }) => first.caller.keyHash),
      scopes: groups.map(({ first }) => first.caller.scope),
      addresses: groups.map(({ first }) => first.caller.address),
      externalIds: groups.map(({ first }) => first.caller.externalId),
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
      lookUp,
    });
  }
}

const sameAnswer = (spends: Spend[], answer: BatchAnswer): Map<Spend, BatchAnswer> =>
  new Map(spends.map((spend) => [spend, answer]));

/** The record of a key is there already. Nothing was done. */
const isKnownKey = (error: unknown): boolean => violatedConstraint(error) === 'idempotency_records_pkey';

/** The answer after an error. A failed statement wrote nothing. The slow path finds the spend that caused the error. */
function afterError(error: unknown): BatchAnswer {
  if (isLost(error)) return { kind: 'failed', error: outcomeUnknown() };
  return isOutage(error) ? { kind: 'failed', error: error as Error } : NEEDS_SLOW_PATH;
}

const isSpent = (row: GroupRow): row is SpentRow => row.used !== null;

/** The cycle of a group. The answers of all its requests share this object. */
const cycleOf = ({ cycleIndex, startsAt, endsAt }: SpentRow): Balance['cycle'] => ({
  index: cycleIndex,
  startsAt: new SharedTime(startsAt),
  endsAt: new SharedTime(endsAt),
});

function balanceAfter({ limit, burnt, credits }: SpentRow, used: number, cycle: Balance['cycle']): Balance {
  const remaining = remainingOf({ limit, used, burnt, credits });
  return { used, burnt, limit, credits, remaining, cycle };
}
