import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { MAX_UNITS } from '../../common/validation.js';
import { execute, query } from '../../database/sql.js';
import { alreadyRefunded, keyReused } from '../idempotency/idempotency.refusals.js';
import { BOTS, FIND_RECORDS, type RecordRow, TAKE_KEYS } from '../idempotency/idempotency.sql.js';
import { type Burn, dayOf, Ledger } from './ledger.js';
import * as sql from './settlement.sql.js';
import { type Balance, grouped, groupOf, type Outcome, type Spend } from './spend.js';

interface Kept {
  spend: Spend;
  id: string;
  ledger: Ledger;
  balance: Balance;
  burns: Burn[];
  day: string;
}

/**
 * Decides what one statement cannot: wishes that the plan does not cover in full, that credits pay, or whose key is
 * known. The counters and grants are locked in the order of their keys, the wishes decided one by one in the order in
 * which they came, and all of it written in the same transaction.
 */
@Injectable()
export class SettlementService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The outcomes in the order of the wishes. Fails as a whole or not at all: then nothing was done. */
  settle(spends: Spend[]): Promise<Outcome[]> {
    // The manager's, not the data source's: spends have connections that other transactions leave free (`Database`).
    return this.dataSource.manager.transaction(async (manager) => {
      await execute(manager, sql.BOUND_WAITS);
      const answered = await this.answerKnownKeys(manager, spends);
      const open = spends.filter((spend) => !answered.has(spend));
      const ledgers = await this.lock(manager, open);
      const kept: Kept[] = [];
      for (const spend of open) answered.set(spend, decide(spend, ledgers.get(groupOf(spend)), kept));
      await this.write(manager, [...ledgers.values()].filter(isLedger), kept);
      return spends.map((spend) => answered.get(spend) as Outcome);
    });
  }

  /** A key that is known is answered as the first time; one that is under way elsewhere is left alone. */
  private async answerKnownKeys(manager: EntityManager, spends: Spend[]): Promise<Map<Spend, Outcome>> {
    const answered = new Map<Spend, Outcome>();
    const keyed = spends.filter(({ keyed: request }) => request !== null);
    if (keyed.length === 0) return answered;
    const keys = [keyed.map(({ businessId }) => businessId), keyed.map((spend) => spend.keyed?.key)];
    const taken = await query<{ free: boolean }>(manager, TAKE_KEYS, keys);
    const rows = await query<RecordRow>(manager, FIND_RECORDS, [...keys, BOTS]);
    const records = new Map(rows.map((row) => [`${row.businessId} ${row.key}`, row]));
    keyed.forEach((spend, place) => {
      const record = records.get(`${spend.businessId} ${spend.keyed?.key}`);
      if (record !== undefined) answered.set(spend, replay(spend, record));
      else if (taken[place]?.free !== true) answered.set(spend, { kind: 'inProgress' });
    });
    return answered;
  }

  private async lock(manager: EntityManager, spends: Spend[]): Promise<Map<string, Ledger | Outcome>> {
    const groups = grouped(spends);
    const decided = new Map<string, Ledger | Outcome>();
    if (groups.size === 0) return decided;
    const open = (await this.standings(manager, [...groups.values()])).filter((standing) => {
      const outcome = closedOutcome(standing);
      if (outcome !== null) decided.set(groupOf(standing), outcome);
      return outcome === null;
    }) as Open[];
    const counters = await this.lockCounters(manager, open);
    const standing = open.filter((one) => counters.has(groupOf(one)));
    const grants = await this.lockGrants(manager, standing);
    for (const one of open) {
      const counter = counters.get(groupOf(one));
      decided.set(
        groupOf(one),
        counter === undefined ? untouched(one) : new Ledger(one, counter, grants.get(groupOf(one)) ?? []),
      );
    }
    return decided;
  }

  private async standings(manager: EntityManager, groups: Spend[][]): Promise<Asked[]> {
    const asked = groups.map((members) => {
      const times = members.map(({ now }) => now).sort((a, b) => a.getTime() - b.getTime());
      const { businessId, feature } = members[0] as Spend;
      const smallest = Math.min(...members.map(({ amount }) => amount));
      return { businessId, feature, earliest: times[0] as Date, latest: times.at(-1) as Date, smallest };
    });
    const values = [
      asked.map(({ businessId }) => businessId),
      asked.map(({ feature }) => feature),
      asked.map(({ earliest }) => earliest.toISOString()),
    ];
    const rows = await query<sql.StandingRow>(manager, sql.STANDINGS, values);
    const found = new Map(rows.map((row) => [groupOf(row), row]));
    return asked.map((one) => ({ ...(found.get(groupOf(one)) as sql.StandingRow), ...one }));
  }

  /** Counters are born here when they may be granted something: a refusal leaves nothing behind. */
  private async lockCounters(manager: EntityManager, open: Open[]): Promise<Map<string, sql.CounterRow>> {
    if (open.length === 0) return new Map();
    const counters = await this.counters(manager, open);
    const unborn = open.filter((one) => !counters.has(groupOf(one)) && mayFit(one));
    if (unborn.length === 0) return counters;
    const days = unborn.map(({ earliest }) => dayOf(earliest));
    await execute(manager, sql.BEAR_COUNTERS, [...keysOf(unborn), days]);
    return new Map([...counters, ...(await this.counters(manager, unborn))]);
  }

  private async counters(manager: EntityManager, open: Open[]): Promise<Map<string, sql.CounterRow>> {
    const rows = await query<sql.CounterRow>(manager, sql.LOCK_COUNTERS, keysOf(open));
    return new Map(rows.map((row) => [groupOf(row), row]));
  }

  private async lockGrants(manager: EntityManager, open: Open[]): Promise<Map<string, sql.GrantRow[]>> {
    const limited = open.filter(({ limit }) => limit !== null);
    if (limited.length === 0) return new Map();
    const values = [
      limited.map(({ businessId }) => businessId),
      limited.map(({ feature }) => feature),
      limited.map(({ earliest }) => earliest.toISOString()),
    ];
    return grouped(await query<sql.GrantRow>(manager, sql.LOCK_GRANTS, values));
  }

  private async write(manager: EntityManager, ledgers: Ledger[], kept: Kept[]): Promise<void> {
    const changed = ledgers.filter((ledger) => ledger.changed);
    if (changed.length === 0) return;
    const keys = keysOf(changed.map(({ standing }) => standing));
    const of = <T>(read: (counter: sql.CounterRow) => T) => changed.map(({ counter }) => read(counter));
    await execute(manager, sql.WRITE_COUNTERS, [
      ...keys,
      of(({ used }) => used),
      of(({ burnt }) => burnt),
      of(({ highestLimit }) => highestLimit),
      of(({ day }) => day),
      of(({ dayBase }) => dayBase),
    ]);
    const burnt = changed.flatMap(({ standing, burntNow }) =>
      [...burntNow].map(([id, units]) => ({ businessId: standing.businessId, id, units })),
    );
    if (burnt.length > 0) {
      const values = [
        burnt.map((row) => row.businessId),
        burnt.map(({ id }) => id),
        burnt.map(({ units }) => units),
      ];
      await execute(manager, sql.WRITE_GRANTS, values);
    }
    const begun = changed.flatMap(({ standing, begunDays }) =>
      [...begunDays].map(([day, base]) => ({ standing, day, base })),
    );
    if (begun.length > 0) {
      const days = [begun.map(({ day }) => day), begun.map(({ base }) => base)];
      await execute(manager, sql.MARK_DAYS, [...keysOf(begun.map(({ standing }) => standing)), ...days]);
    }
    if (kept.length > 0) await this.keep(manager, kept);
  }

  private async keep(manager: EntityManager, kept: Kept[]): Promise<void> {
    const of = <T>(read: (one: Kept) => T) => kept.map(read);
    await execute(manager, sql.KEEP_SPENDS, [
      BOTS,
      this.clock.now(),
      of(({ spend }) => spend.businessId),
      of(({ spend }) => spend.keyed?.key),
      of(({ id }) => id),
      of(({ spend }) => spend.keyed?.fingerprint),
      of(({ ledger }) => ledger.standing.subscriptionId),
      of(({ ledger }) => ledger.standing.cycleIndex),
      of(({ spend }) => spend.feature),
      of(({ spend }) => spend.amount),
      of(({ balance }) => balance.used),
      of(({ balance }) => balance.limit),
      of(({ balance }) => balance.credits),
      of(({ balance }) => balance.remaining),
      of(({ balance }) => balance.cycle.startsAt.toISOString()),
      of(({ balance }) => balance.cycle.endsAt.toISOString()),
      of(({ day }) => day),
      of(({ burns }) => (burns.length === 0 ? null : JSON.stringify(burns))),
    ]);
  }
}

/** A group of wishes: where it stands, when its first and last were made, and the least that any asks for. */
interface Asked extends sql.StandingRow {
  earliest: Date;
  latest: Date;
  smallest: number;
}
type Open = Asked & { subscriptionId: string };

function closedOutcome({ subscriptionId, latest, endsAt }: Asked): Outcome | null {
  if (subscriptionId === null) return { kind: 'unsubscribed' };
  return latest >= endsAt ? { kind: 'overdue' } : null;
}

const mayFit = ({ limit, credits, smallest }: Open): boolean => limit === null || limit + credits >= smallest;

/** The refusal where nothing was ever used and nobody asks for as little as there is. */
function untouched({ limit, credits, cycleIndex: index, startsAt, endsAt }: Open): Outcome {
  const remaining = limit === null ? null : Math.min(limit + credits, MAX_UNITS);
  return {
    kind: 'refused',
    balance: { used: 0, burnt: 0, limit, credits, remaining, cycle: { index, startsAt, endsAt } },
  };
}

function decide(spend: Spend, ledger: Ledger | Outcome | undefined, kept: Kept[]): Outcome {
  if (!(ledger instanceof Ledger)) return ledger ?? { kind: 'unsubscribed' };
  const burns = ledger.spend(spend.amount, spend.now);
  const balance = ledger.balance(spend.now);
  if (burns === null) return { kind: 'refused', balance };
  if (spend.keyed === null) return { kind: 'granted', id: null, balance };
  const id = newId();
  kept.push({ spend, id, ledger, balance, burns, day: ledger.counter.day });
  return { kind: 'granted', id, balance };
}

function replay({ keyed }: Spend, record: RecordRow): Outcome {
  if (keyed === null || record.answer !== null || !record.fingerprint.equals(keyed.fingerprint)) {
    return { kind: 'keyRefused', refusal: keyReused() };
  }
  // The first answer says that work may be done. All of it was given back, so nobody has paid for that work any more.
  if (record.refunded === record.amount) return { kind: 'keyRefused', refusal: alreadyRefunded() };
  return { kind: 'replayed', id: record.id, balance: balanceOf(record) };
}

/** The balance that was answered when the record was made. */
function balanceOf({ used, limit, credits, remaining, cycleIndex, startsAt, endsAt }: RecordRow): Balance {
  return { used, burnt: 0, limit, credits, remaining, cycle: { index: cycleIndex, startsAt, endsAt } };
}

const isLedger = (ledger: Ledger | Outcome): ledger is Ledger => ledger instanceof Ledger;

const keysOf = (rows: sql.StandingRow[]): unknown[] => [
  rows.map(({ businessId }) => businessId),
  rows.map(({ subscriptionId }) => subscriptionId),
  rows.map(({ cycleIndex }) => cycleIndex),
  rows.map(({ feature }) => feature),
];
