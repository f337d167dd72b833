import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { MAX_UNITS } from '../../common/validation.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, query } from '../../database/sql.js';
import { nearThresholds } from '../alerts/alerts.js';
import { RECORD_ALERTS } from '../alerts/alerts.sql.js';
import { alreadyRefunded, keyReused } from '../idempotency/idempotency.errors.js';
import { BOTS, FIND_RECORDS, TAKE_KEYS } from '../idempotency/idempotency.sql.js';
import type { RecordRow } from '../idempotency/idempotency.rows.js';
import { type Burn, CounterState, dayOf } from './counter-state.js';
import * as sql from './exact-spend.sql.js';
import { type Balance, grouped, groupOf, type Outcome, type Spend } from './spend.js';
import type { QuotaStateRow, CounterRow, GrantRow } from './exact-spend.rows.js';

interface Kept {
  spend: Spend;
  id: string;
  state: CounterState;
  balance: Balance;
  burns: Burn[];
  day: string;
}

/**
 * Decides what one statement cannot: requests that the plan does not fully cover, that credits pay, or whose key is known. It
 * locks the counters and grants in the order of their keys, decides the requests one by one in the order of arrival, and writes
 * the result in the same transaction.
 */
@Injectable()
export class ExactSpendService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Answers the outcomes in the order of the requests. It succeeds or fails as a whole; after a failure nothing was done. */
  spend(spends: Spend[]): Promise<Outcome[]> {
    // The manager's transaction, not the data source's: spends have connections that other transactions leave
    // free (`Database`).
    return this.dataSource.manager.transaction(async (manager) => {
      await execute(manager, sql.BOUND_WAITS);
      const answered = await this.answerKnownKeys(manager, spends);
      const open = spends.filter((spend) => !answered.has(spend));
      const states = await this.lock(manager, open);
      const kept: Kept[] = [];
      for (const spend of open) answered.set(spend, decide(spend, states.get(groupOf(spend)), kept));
      await this.write(manager, [...states.values()].filter(isCounterState), kept);
      return spends.map((spend) => answered.get(spend) as Outcome);
    });
  }

  /** Answers a known key as the first time. Leaves a key alone that is under way elsewhere. */
  private async answerKnownKeys(manager: EntityManager, spends: Spend[]): Promise<Map<Spend, Outcome>> {
    const answered = new Map<Spend, Outcome>();
    const keyed = spends.filter(({ keyed: request }) => request !== null);
    if (keyed.length === 0) return answered;
    const keys = {
      businessIds: keyed.map(({ businessId }) => businessId),
      keys: keyed.map((spend) => spend.keyed?.key ?? ''),
    };
    const taken = await query(manager, TAKE_KEYS, keys);
    const rows = await query(manager, FIND_RECORDS, { ...keys, account: BOTS });
    const records = new Map(rows.map((row) => [`${row.businessId} ${row.key}`, row]));
    keyed.forEach((spend, place) => {
      const record = records.get(`${spend.businessId} ${spend.keyed?.key}`);
      if (record !== undefined) answered.set(spend, replay(spend, record));
      else if (taken[place]?.free !== true) answered.set(spend, { kind: 'inProgress' });
    });
    return answered;
  }

  private async lock(manager: EntityManager, spends: Spend[]): Promise<Map<string, CounterState | Outcome>> {
    const groups = grouped(spends);
    const decided = new Map<string, CounterState | Outcome>();
    if (groups.size === 0) return decided;
    const open = (await this.quotaStates(manager, [...groups.values()])).filter((quotaState) => {
      const outcome = closedOutcome(quotaState);
      if (outcome !== null) decided.set(groupOf(quotaState), outcome);
      return outcome === null;
    }) as Open[];
    const counters = await this.lockCounters(manager, open);
    const quotaState = open.filter((one) => counters.has(groupOf(one)));
    const grants = await this.lockGrants(manager, quotaState);
    for (const one of open) {
      const counter = counters.get(groupOf(one));
      decided.set(
        groupOf(one),
        counter === undefined
          ? untouched(one)
          : new CounterState(one, counter, grants.get(groupOf(one)) ?? []),
      );
    }
    return decided;
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
    };
    const rows = await query(manager, sql.QUOTA_STATES, values);
    const found = new Map(rows.map((row) => [groupOf(row), row]));
    return groupStates.map((one) => ({ ...(found.get(groupOf(one)) as QuotaStateRow), ...one }));
  }

  /** Creates counters for what may be granted. A refusal leaves nothing behind. */
  private async lockCounters(manager: EntityManager, open: Open[]): Promise<Map<string, CounterRow>> {
    if (open.length === 0) return new Map();
    const counters = await this.counters(manager, open);
    const missing = open.filter((one) => !counters.has(groupOf(one)) && mayFit(one));
    if (missing.length === 0) return counters;
    const days = missing.map(({ earliest }) => dayOf(earliest));
    await execute(manager, sql.CREATE_COUNTERS, { ...keysOf(missing), days });
    return new Map([...counters, ...(await this.counters(manager, missing))]);
  }

  private async counters(manager: EntityManager, open: Open[]): Promise<Map<string, CounterRow>> {
    const rows = await query(manager, sql.LOCK_COUNTERS, keysOf(open));
    return new Map(rows.map((row) => [groupOf(row), row]));
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

  private async write(manager: EntityManager, states: CounterState[], kept: Kept[]): Promise<void> {
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
    if (kept.length > 0) await this.store(manager, kept);
  }

  private async store(manager: EntityManager, kept: Kept[]): Promise<void> {
    const of = <T>(read: (one: Kept) => T) => kept.map(read);
    await execute(manager, sql.STORE_SPENDS, {
      account: BOTS,
      now: this.clock.now(),
      businessIds: of(({ spend }) => spend.businessId),
      keys: of(({ spend }) => spend.keyed?.key),
      ids: of(({ id }) => id),
      fingerprints: of(({ spend }) => spend.keyed?.fingerprint),
      subscriptionIds: of(({ state }) => state.quotaState.subscriptionId),
      cycleIndexes: of(({ state }) => state.quotaState.cycleIndex),
      features: of(({ spend }) => spend.feature),
      amounts: of(({ spend }) => spend.amount),
      used: of(({ balance }) => balance.used),
      limits: of(({ balance }) => balance.limit),
      credits: of(({ balance }) => balance.credits),
      remaining: of(({ balance }) => balance.remaining),
      startsAt: of(({ balance }) => balance.cycle.startsAt.toISOString()),
      endsAt: of(({ balance }) => balance.cycle.endsAt.toISOString()),
      days: of(({ day }) => day),
      burns: of(({ burns }) => (burns.length === 0 ? null : JSON.stringify(burns))),
    });
  }
}

/** A group of requests: its state, the times of its first and last request, and the smallest amount. */
interface GroupState extends QuotaStateRow {
  earliest: Date;
  latest: Date;
  smallest: number;
}
type Open = GroupState & { subscriptionId: string };

function closedOutcome({ subscriptionId, latest, endsAt }: GroupState): Outcome | null {
  if (subscriptionId === null) return { kind: 'unsubscribed' };
  return latest >= endsAt ? { kind: 'overdue' } : null;
}

const mayFit = ({ limit, credits, smallest }: Open): boolean => limit === null || limit + credits >= smallest;

/** The refusal when nothing was ever used and no request is small enough. */
function untouched({ limit, credits, cycleIndex: index, startsAt, endsAt }: Open): Outcome {
  const remaining = limit === null ? null : Math.min(limit + credits, MAX_UNITS);
  return {
    kind: 'refused',
    balance: { used: 0, burnt: 0, limit, credits, remaining, cycle: { index, startsAt, endsAt } },
  };
}

function decide(spend: Spend, state: CounterState | Outcome | undefined, kept: Kept[]): Outcome {
  if (!(state instanceof CounterState)) return state ?? { kind: 'unsubscribed' };
  const burns = state.spend(spend.amount, spend.now);
  const balance = state.balance(spend.now);
  if (burns === null) return { kind: 'refused', balance };
  if (spend.keyed === null) return { kind: 'granted', id: null, balance };
  const id = newId();
  kept.push({ spend, id, state, balance, burns, day: state.counter.day });
  return { kind: 'granted', id, balance };
}

function replay({ keyed }: Spend, record: RecordRow): Outcome {
  if (keyed === null || record.answer !== null || !record.fingerprint.equals(keyed.fingerprint)) {
    return { kind: 'keyRefused', error: keyReused() };
  }
  // The first answer said that work may be done. All of it was given back, so nobody has paid for that work any
  // more.
  if (record.refunded === record.amount) return { kind: 'keyRefused', error: alreadyRefunded() };
  return { kind: 'replayed', id: record.id, balance: balanceOf(record) };
}

/** The balance of the first answer. */
function balanceOf({ used, limit, credits, remaining, cycleIndex, startsAt, endsAt }: RecordRow): Balance {
  return { used, burnt: 0, limit, credits, remaining, cycle: { index: cycleIndex, startsAt, endsAt } };
}

const isCounterState = (state: CounterState | Outcome): state is CounterState =>
  state instanceof CounterState;

const keysOf = (rows: (QuotaStateRow & { subscriptionId: string })[]): sql.CounterNames => ({
  businessIds: rows.map(({ businessId }) => businessId),
  subscriptionIds: rows.map(({ subscriptionId }) => subscriptionId),
  cycleIndexes: rows.map(({ cycleIndex }) => cycleIndex),
  features: rows.map(({ feature }) => feature),
});
