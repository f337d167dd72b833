import pg from 'pg';
import { boundary as inSql } from '../../src/subscriptions/cycles/boundary.sql.js';
import { boundary, type Every } from '../../invariants/calendar.js';

const FIRST_DAY = Date.UTC(2023, 0, 1);
const AFTER_LAST_DAY = Date.UTC(2029, 0, 1);
const DAY = 86_400_000;
const CYCLES = 48;

export const INTERVALS: Every[] = [
  ...[1, 2, 3, 6, 12].map((count): Every => ({ unit: 'month', count })),
  ...[1, 2].map((count): Every => ({ unit: 'week', count })),
  ...[1, 15].map((count): Every => ({ unit: 'day', count })),
  { unit: 'year', count: 1 },
];

/** Sessions of servers around the world: with summer time, with half hours, and with days that never were. */
export const TIME_ZONES = [
  'UTC',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
];

const BOUNDARIES = `
  SELECT a.anchor, array_agg((extract(epoch FROM ${inSql('a.anchor', 'k', '$2::interval')}) * 1000)::float8 ORDER BY k) AS found
  FROM unnest($1::timestamptz[]) AS a (anchor), generate_series(0, ${CYCLES}) AS k
  GROUP BY a.anchor`;

export interface BoundaryProof {
  compared: number;
  /** The first twenty. */
  differences: string[];
}

/**
 * Compares the SQL expression with the independent calendar: every anchor day from 2023 to 2028 (or every
 * `everyNthDay`-th, and all from the 28th on, where months differ), at an odd time of day, by each interval, over 48
 * cycles, in sessions of every time zone by turns (in each of them with `inEachZone`).
 */
export async function proveBoundaries(
  databaseUrl: string,
  { everyNthDay = 1, inEachZone = false }: { everyNthDay?: number; inEachZone?: boolean } = {},
): Promise<BoundaryProof> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const proof: BoundaryProof = { compared: 0, differences: [] };
  try {
    for (const [turn, every] of INTERVALS.entries()) {
      const zones = inEachZone ? TIME_ZONES : [TIME_ZONES[turn % TIME_ZONES.length] as string];
      for (const zone of zones) await compare(client, anchors(everyNthDay, turn), every, zone, proof);
    }
  } finally {
    await client.end();
  }
  return proof;
}

function anchors(everyNthDay: number, salt: number): Date[] {
  const found: Date[] = [];
  for (let day = FIRST_DAY, n = 0; day < AFTER_LAST_DAY; day += DAY, n += 1) {
    if ((n + salt) % everyNthDay !== 0 && new Date(day).getUTCDate() < 28) continue;
    // Odd times of day and milliseconds; the day's very first and last millisecond among them.
    const time = n % 5 === 0 ? 0 : n % 5 === 1 ? DAY - 1 : ((n + salt) * 7_919_003) % DAY;
    found.push(new Date(day + time));
  }
  return found;
}

async function compare(
  client: pg.Client,
  from: Date[],
  every: Every,
  zone: string,
  proof: BoundaryProof,
): Promise<void> {
  await client.query(`SET TIME ZONE '${zone}'`);
  const interval = `${every.count} ${every.unit}`;
  const answer = await client.query<{ anchor: Date; found: number[] }>(BOUNDARIES, [
    from.map((date) => date.toISOString()),
    interval,
  ]);
  if (answer.rowCount !== from.length) throw new Error(`${from.length} anchors, ${answer.rowCount} answers`);
  for (const { anchor, found } of answer.rows) {
    for (const [k, at] of found.entries()) {
      const expected = boundary(anchor, k, every).getTime();
      proof.compared += 1;
      if (at === expected || proof.differences.length === 20) continue;
      const [is, should] = [at, expected].map((time) => new Date(time).toISOString());
      proof.differences.push(`${anchor.toISOString()} + ${k} × ${interval} in ${zone}: ${is}, not ${should}`);
    }
  }
}
