import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { utcDay } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, query } from '../../database/sql.js';
import { nearThresholds } from '../alerts/alerts.js';
import { RECORD_ALERTS } from '../alerts/alerts.sql.js';
import { CounterState } from './counter-state.js';
import type { CounterRow, GrantRow, QuotaStateRow } from './exact-spend.rows.js';
import * as sql from './exact-spend.sql.js';
import { grouped, counterKeyOf, type Outcome, remainingOf, type Spend } from './spend.js';

/** Locks the counters and credits that spends need, and writes their new state, all in the caller's transaction. */
@Injectable()
export class CountersService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Locks the counters of the requests and the credits that may pay, in the order of their keys. Returns the state of each group,
   * or the outcome of all its requests if it is known without a counter.
   */
  async lock(manager: EntityManager, spends: Spend[]): Promise<Map<string, CounterState | Outcome>> {
    const groups = grouped(spends);
    const decided = new Map<string, CounterState | Outcome>();
    if (groups.size === 0) return decided;
    const open = (await this.quotaStates(manager, [...groups.values()])).filter((quotaState) => {
      const outcome = closedOutcome(quotaState);
      if (outcome !== null) decided.set(counterKeyOf(quotaState), outcome);
      return outcome === null;
    }) as Open[];
    const counters = await this.lockCounters(manager, open);
    const quotaState = open.filter((one) => counters.has(counterKeyOf(one)));
    const grants = await this.lockGrants(manager, quotaState);
    for (const one of open) {
      const counter = counters.get(counterKeyOf(one));
      decided.set(
        counterKeyOf(one),
        counter === undefined
          ? refusedWithoutCounter(one)
          : new CounterState(one, counter, grants.get(counterKeyOf(one)) ?? []),
      );
    }
    return decided;
  }

  /** Writes the counters, days and credits that the requests have changed, and the alerts of crossed thresholds. */
  async write(manager: EntityManager, states: CounterState[]): Promise<void> {
    const changed = states.filter((state) => state.changed);
    if (changed.length === 0) return;
    const keys = keysOf(changed.map(({ quotaState }) => quotaState));
    const of = <T>(read: (counter: CounterRow) => T) => changed.map(({ counter }) => read(counter));
    await execute(manager, sql.WRITE_COUNTERS, {
      ...keys,
      used: of(({ used }) => used),
      burnt: of(({ burnt }) => burnt),
      highestLimits: of(({ highestLimit }) => highestLimit),
      days: of(({ day }) => day),
      dayBases: of(({ dayBase }) => dayBase),
    });
    const burnt = changed.flatMap(({ quotaState, burntNow }) =>
      [...burntNow].map(([id, units]) => ({ businessId: quotaState.businessId, id, units })),
    );
    if (burnt.length > 0) {
      const values = {
        businessIds: burnt.map((row) => row.businessId),
        ids: burnt.map(({ id }) => id),
        burnt: burnt.map(({ units }) => units),
      };
      await execute(manager, sql.WRITE_GRANTS, values);
    }
    const begun = changed.flatMap(({ quotaState, begunDays }) =>
      [...begunDays].map(([day, base]) => ({ quotaState, day, base })),
    );
    if (begun.length > 0) {
      await execute(manager, sql.MARK_DAYS, {
        ...keysOf(begun.map(({ quotaState }) => quotaState)),
        days: begun.map(({ day }) => day),
        bases: begun.map(({ base }) => base),
      });
    }
    const alerts = RECORD_ALERTS[this.config.events];
    const grown = alerts === null ? null : nearThresholds(changed);
    if (alerts !== null && grown !== null) await execute(manager, alerts, grown);
  }

  private async quotaStates(manager: EntityManager, groups: Spend[][]): Promise<GroupState[]> {
    const groupStates = groups.map((members) => {
      const times = members.map(({ now }) => now).sort((a, b) => a.getTime() - b.getTime());
      const { businessId, feature } = members[0] as Spend;
      const smallest = Math.min(...members.map(({ amount }) => amount));
      return { businessId, feature, earliest: times[0] as Date, latest: times.at(-1) as Date, smallest };
    });
    const values = {
      businessIds: groupStates.map(({ businessId }) => businessId),
      features: groupStates.map(({ feature }) => feature),
      times: groupStates.map(({ earliest }) => earliest.toISOString()),
      latests: groupStates.map(({ latest }) => latest.toISOString()),
    };
    const rows = await query(manager, sql.QUOTA_STATES, values);
    const found = new Map(rows.map((row) => [counterKeyOf(row), row]));
    return groupStates.map((one) => ({ ...(found.get(counterKeyOf(one)) as QuotaStateRow), ...one }));
  }

  /**
   * Locks the counters, and creates missing ones for requests that may be granted. A request that is refused creates none. Where
   * one is missing, one statement creates and locks all of them in the order of their keys: a missing counter that is taken after
   * existing ones could be out of this order, and servers would wait for each other.
   */
  private async lockCounters(manager: EntityManager, open: Open[]): Promise<Map<string, CounterRow>> {
    const needed = open.filter((one) => one.hasCounter || mayFit(one));
    if (needed.length === 0) return new Map();
    const keys = keysOf(needed);
    if (needed.some(({ hasCounter }) => !hasCounter))
      await execute(manager, sql.CREATE_COUNTERS, {
        ...keys,
        days: needed.map(({ earliest }) => utcDay(earliest)),
      });
    const rows = await query(manager, sql.LOCK_COUNTERS, keys);
    return new Map(rows.map((row) => [counterKeyOf(row), row]));
  }

  private async lockGrants(manager: EntityManager, open: Open[]): Promise<Map<string, GrantRow[]>> {
    const limited = open.filter(({ limit }) => limit !== null);
    if (limited.length === 0) return new Map();
    const values = {
      businessIds: limited.map(({ businessId }) => businessId),
      features: limited.map(({ feature }) => feature),
      times: limited.map(({ earliest }) => earliest.toISOString()),
    };
    return grouped(await query(manager, sql.LOCK_GRANTS, values));
  }
}

/** A group of requests: its state, the times of its earliest and latest request, and the smallest amount. */
interface GroupState extends QuotaStateRow {
  earliest: Date;
  latest: Date;
  smallest: number;
}
type Open = GroupState & { subscriptionId: string };

function closedOutcome({ subscriptionId, latest, openUntil }: GroupState): Outcome | null {
  if (subscriptionId === null) return { kind: 'unsubscribed' };
  return latest >= openUntil ? { kind: 'overdue' } : null;
}

const mayFit = ({ limit, creditsAtMost, smallest }: Open): boolean =>
  limit === null || limit + creditsAtMost >= smallest;

/** The outcome if the counter does not exist and no request is small enough to be granted. */
function refusedWithoutCounter({ limit, credits, cycleIndex: index, startsAt, endsAt }: Open): Outcome {
  const units = { used: 0, burnt: 0, limit, credits };
  return {
    kind: 'refused',
    balance: { ...units, remaining: remainingOf(units), cycle: { index, startsAt, endsAt } },
  };
}

const keysOf = (rows: (QuotaStateRow & { subscriptionId: string })[]): sql.CounterNames => ({
  businessIds: rows.map(({ businessId }) => businessId),
  subscriptionIds: rows.map(({ subscriptionId }) => subscriptionId),
  cycleIndexes: rows.map(({ cycleIndex }) => cycleIndex),
  features: rows.map(({ feature }) => feature),
});
