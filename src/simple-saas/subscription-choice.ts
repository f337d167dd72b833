import { DAY_MS } from '../common/clock.js';
import type { Row } from './dump.js';
import type { PlanTarget } from './plan-import.service.js';
import type { Doubt } from './report.js';

/**
 * How much an end of the original may differ from a boundary of the cycle, because the original computes its times in its own way.
 */
const SAME_MS = 60_000;

/** The subscription that a business gets. */
export interface Choice {
  planCode: string | undefined;
  startsAt: Date;
  /** When it ended, in the past; null if it is live. */
  endedAt: Date | null;
}

interface Rules {
  plans: ReadonlyMap<string, PlanTarget>;
  now: Date;
  /** What to do with an active subscription whose end is over. */
  expired: 'roll' | 'end';
}

/**
 * Chooses one of the subscriptions of a business: the active one that started last; without an active one, the one that started
 * last. Its start becomes the anchor of its cycles. A business without any begins on the default plan and ends at once.
 */
export function chooseSubscription(
  business: Row<'business'>,
  rows: Row<'subscription'>[],
  { plans, now, expired }: Rules,
): { choice: Choice; doubts: Doubt[] } {
  const doubts: Doubt[] = [];
  const usable = rows.filter((row) => {
    const target = plans.get(row.plan);
    if (target !== undefined && target.kind !== 'leftOut') return true;
    doubts.push({
      row: nameOfRow(row),
      rule: 'no_plan',
      decision: `left out, because plan ${row.plan} was left out`,
    });
    return false;
  });
  const newest = (several: Row<'subscription'>[]) =>
    several.toSorted((a, b) => time(b.start_time) - time(a.start_time) || Number(b.pk) - Number(a.pk));
  const active = newest(usable.filter(({ is_active }) => is_active));
  const [row, ...others] = active.length > 0 ? active : newest(usable).slice(0, 1);
  for (const other of others)
    doubts.push({
      row: nameOfRow(other),
      rule: 'several_active',
      decision: `left out: ${nameOfRow(row!)} started later`,
    });
  if (row === undefined) {
    const decision = 'begun on the default plan and ended at once, so that somebody can choose a plan';
    doubts.push({ row: `saas.business ${business.pk}`, rule: 'no_subscription', decision });
    return { choice: { planCode: undefined, startsAt: now, endedAt: now }, doubts };
  }
  const target = plans.get(row.plan) as Exclude<PlanTarget, { kind: 'leftOut' }>;
  const startsAt = startOf(row, now, doubts);
  const endedAt = endOf(row, { startsAt, now, expired, days: target.days }, doubts);
  return { choice: { planCode: target.code, startsAt, endedAt }, doubts };
}

function startOf(row: Row<'subscription'>, now: Date, doubts: Doubt[]): Date {
  const start = row.start_time ?? null;
  if (start !== null && start <= now) return start;
  const why = start === null ? 'it has no start' : `it would start at ${start.toISOString()}`;
  doubts.push({ row: nameOfRow(row), rule: 'start', decision: `started now: ${why}` });
  return now;
}

interface End {
  startsAt: Date;
  now: Date;
  expired: 'roll' | 'end';
  days: number;
}

function endOf(
  row: Row<'subscription'>,
  { startsAt, now, expired, days }: End,
  doubts: Doubt[],
): Date | null {
  const end = row.end_time ?? null;
  const note = (rule: string, decision: string) => doubts.push({ row: nameOfRow(row), rule, decision });
  if (!row.is_active) {
    const endedAt = end !== null && end >= startsAt && end <= now ? end : now;
    if (endedAt !== end) note('end', 'ended now: the end that it has does not lie between its start and now');
    return endedAt;
  }
  if (end === null) return null;
  if (end <= now) {
    const ended = end >= startsAt ? end : startsAt;
    note(
      'expired',
      expired === 'end' ? `ended at ${ended.toISOString()}` : 'rolled forward, as if it had been renewed',
    );
    return expired === 'end' ? ended : null;
  }
  const cycles = (end.getTime() - startsAt.getTime()) / (days * DAY_MS);
  const isBoundary =
    Math.abs(cycles - Math.round(cycles)) * days * DAY_MS <= SAME_MS && Math.round(cycles) >= 1;
  if (!isBoundary)
    note(
      'end',
      `${end.toISOString()} is not a boundary of ${days} days from its start: cycles are counted from the start`,
    );
  return null;
}

const nameOfRow = ({ pk }: Row<'subscription'>): string => `saas.subscription ${pk}`;
const time = (at: Date | null | undefined): number => at?.getTime() ?? 0;
