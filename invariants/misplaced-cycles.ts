import type pg from 'pg';
import { boundary, type Every } from './calendar.js';
import { EXAMPLES, type Violation } from './violation.js';

interface CycleRow {
  at: string;
  startsAt: Date;
  endsAt: Date;
  anchor: Date;
  turn: number;
  trial: boolean;
  cutShort: boolean;
  /** Whether an operator has moved the end of this trial. */
  extended: boolean;
  /** Whether the business is older than the remaining audit log, so that nobody knows whether its trial was extended. */
  cut: boolean;
  /** The interval of the cycle's plan. Null if there is no such plan. */
  unit: Every['unit'] | null;
  count: number;
  /**
   * Whether the interval of the cycle is that of the plan. They are compared as text, because to PostgreSQL a month equals 30
   * days.
   */
  sameInterval: boolean;
}

const CHUNK = 10_000;
const DAY = 86_400_000;
const LONGEST_TRIAL = 730;

/** $1 is the beginning of the remaining audit log; NULL if the log is complete. */
const CYCLES = `
  DECLARE cycles_to_check NO SCROLL CURSOR FOR
  SELECT c.business_id || ' ' || c.subscription_id || ' #' || c.index AS at,
         c.starts_at AS "startsAt", c.ends_at AS "endsAt", c.anchor, c.turn, c.trial, c.cut_short AS "cutShort",
         c.trial AND EXISTS (
           SELECT 1 FROM audit_log a WHERE a.business_id = c.business_id AND a.action = 'subscription.trial_extended'
             AND a.after ->> 'subscriptionId' = c.subscription_id::text AND (a.after ->> 'cycleIndex')::integer = c.index
         ) AS extended,
         COALESCE(b.created_at < $1::timestamptz, false) AS cut,
         p.interval_unit AS unit, p.interval_count AS count,
         c.every::text = (p.interval_count || ' ' || p.interval_unit)::interval::text AS "sameInterval"
  FROM cycles c
  LEFT JOIN businesses b ON b.id = c.business_id
  LEFT JOIN plan_versions v ON v.id = c.plan_version_id
  LEFT JOIN plans p ON p.code = v.plan_code
  WHERE NOT EXISTS (SELECT FROM erasures e WHERE e.business_id = c.business_id)`;

/**
 * I3: computes every cycle again, by a calendar that shares no code with the service. It reads cycles through a cursor, so that
 * any number of them fits in memory.
 */
export async function misplacedCycles(client: pg.ClientBase, auditFrom: Date | null): Promise<Violation> {
  const found: Violation = {
    id: 'I3',
    title:
      'every cycle lies between the boundaries of its own anchor and interval, or is marked trial or cut short',
    count: 0,
    examples: [],
    notChecked: 0,
  };
  await client.query(CYCLES, [auditFrom]);
  for (;;) {
    const { rows } = await client.query<CycleRow>(`FETCH ${CHUNK} FROM cycles_to_check`);
    for (const cycle of rows) {
      if (isInPlace(cycle)) continue;
      if (cycle.cut && isInPlace({ ...cycle, extended: cycle.trial })) {
        found.notChecked += 1;
        continue;
      }
      found.count += 1;
      if (found.examples.length < EXAMPLES) found.examples.push(cycle.at);
    }
    if (rows.length < CHUNK) break;
  }
  await client.query('CLOSE cycles_to_check');
  return found;
}

function isInPlace({ startsAt, endsAt, anchor, turn, trial, extended, cutShort, ...of }: CycleRow): boolean {
  if (of.unit === null || !of.sameInterval || trial !== (turn === -1)) return false;
  const every = { unit: of.unit, count: of.count };
  const end = boundary(anchor, turn + 1, every).getTime();
  const startFits = trial
    ? isTrialLength(anchor.getTime() - startsAt.getTime(), extended)
    : startsAt.getTime() === boundary(anchor, turn, every).getTime();
  return startFits && (cutShort ? endsAt.getTime() <= end : endsAt.getTime() === end);
}

/**
 * Whether a trial may have this length. The exact length depends on the version under which the trial began, which an edit of
 * running cycles may have replaced. A trial that an operator extended may end at any instant.
 */
const isTrialLength = (length: number, extended: boolean): boolean =>
  (extended || length % DAY === 0) && length >= DAY && length <= LONGEST_TRIAL * DAY;
