/** The interval of a plan. */
export interface Every {
  unit: 'day' | 'week' | 'month' | 'year';
  count: number;
}

const DAY = 86_400_000;

/**
 * The k-th boundary of cycles anchored at `anchor`, computed by plain arithmetic in UTC. The checks use this calendar, because it
 * shares no code with the service. The day of the month is clamped to the last of the month; the time of day stays.
 */
export function boundary(anchor: Date, k: number, { unit, count }: Every): Date {
  const steps = k * count;
  if (unit === 'day') return new Date(anchor.getTime() + steps * DAY);
  if (unit === 'week') return new Date(anchor.getTime() + steps * 7 * DAY);
  const months = unit === 'year' ? steps * 12 : steps;
  const midnight = Date.UTC(anchor.getUTCFullYear(), anchor.getUTCMonth(), anchor.getUTCDate());
  const counted = anchor.getUTCFullYear() * 12 + anchor.getUTCMonth() + months;
  const year = Math.floor(counted / 12);
  const month = counted - year * 12;
  const day = Math.min(anchor.getUTCDate(), lengthOf(year, month));
  return new Date(Date.UTC(year, month, day) + (anchor.getTime() - midnight));
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function lengthOf(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 1 && leap ? 29 : (LENGTHS[month] as number);
}
