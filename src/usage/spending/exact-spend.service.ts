import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { boundWaits } from '../../database/bound-waits.js';
import { execute, query } from '../../database/sql.js';
import { alreadyRefunded, keyReused } from '../idempotency/idempotency.errors.js';
import type { RecordRow } from '../idempotency/idempotency.rows.js';
import { BOTS, FIND_RECORDS, TAKE_KEYS } from '../idempotency/idempotency.sql.js';
import { type Burn, CounterState } from './counter-state.js';
import { CountersService } from './counters.service.js';
import * as sql from './exact-spend.sql.js';
import { LOCK_WAIT_MS } from './live-plan.sql.js';
import { type Balance, counterKeyOf, type Outcome, type Spend } from './spend.js';

/** PostgreSQL frees the counters if the server is silent for two seconds. */
const WAITS = { lock: LOCK_WAIT_MS, idle: 2_000 };

interface Kept {
  spend: Spend;
  id: string;
  state: CounterState;
  balance: Balance;
  burns: Burn[];
  day: string;
}

/**
 * Decides what one statement cannot: requests that the plan does not fully cover, that credits pay, or whose key is known.
 * `CountersService` locks the counters. Then the requests are decided one by one in the order of arrival, and the result is written
 * in the same transaction.
 */
@Injectable()
export class ExactSpendService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly counters: CountersService,
    private readonly clock: Clock,
  ) {}

  /** Returns the outcomes in the order of the requests. It succeeds or fails as a whole. After a failure nothing was done. */
  spend(spends: Spend[]): Promise<Outcome[]> {
    // This is a transaction of the manager and not of the data source, because spends have connections that other transactions
    // leave free (`Database`).
    return this.dataSource.manager.transaction(async (manager) => {
      await boundWaits(manager, WAITS);
      const answered = await this.answerKnownKeys(manager, spends);
      const open = spends.filter((spend) => !answered.has(spend));
      const states = await this.counters.lock(manager, open);
      const kept: Kept[] = [];
      for (const spend of open) answered.set(spend, decide(spend, states.get(counterKeyOf(spend)), kept));
      await this.counters.write(manager, [...states.values()].filter(isCounterState));
      if (kept.length > 0) await this.store(manager, kept);
      return spends.map((spend) => answered.get(spend) as Outcome);
    });
  }

  /** Answers a known key with its first answer. A key that another transaction has locked gets `inProgress`. */
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

/** Grants or refuses one request. If `CountersService` locked no counter, `state` is already the outcome. */
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
  // All units were given back, so the work of this key is not paid any more. The first answer would allow it.
  if (record.refunded === record.amount) return { kind: 'keyRefused', error: alreadyRefunded() };
  return { kind: 'replayed', id: record.id, balance: balanceOf(record) };
}

/** The balance of the first answer. */
function balanceOf({ used, limit, credits, remaining, cycleIndex, startsAt, endsAt }: RecordRow): Balance {
  return { used, burnt: 0, limit, credits, remaining, cycle: { index: cycleIndex, startsAt, endsAt } };
}

const isCounterState = (state: CounterState | Outcome): state is CounterState =>
  state instanceof CounterState;
