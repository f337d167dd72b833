import type { Difference } from './difference.js';

/** A line for each difference, for people. `onPlan` says how many live subscriptions each plan has. */
export const differenceLines = (
  differences: Difference[],
  onPlan: ReadonlyMap<string, number>,
  runningCycles: boolean,
): string[] =>
  differences.map((difference) => {
    const { sign, kind, id, field, from, to, versioned } = difference;
    const what = `${sign} ${kind} ${id}`;
    if (field === null) return to === null ? what : `${what} (${outcome(difference, onPlan)})`;
    const subscriptions = onPlan.get(id) ?? 0;
    const meets = `${counted(subscriptions)} it ${runningCycles ? 'now' : 'at their next cycle'}`;
    const change = `${what} ${field} ${shown(field, from)} → ${shown(field, to)}`;
    return versioned && subscriptions > 0 ? `${change} (${meets})` : change;
  });

function outcome({ kind, id, to }: Difference, onPlan: ReadonlyMap<string, number>): string {
  const subscriptions = kind === 'plan' && to === 'archived' ? (onPlan.get(id) ?? 0) : 0;
  if (subscriptions === 0) return String(to);
  return `${String(to)}; ${subscriptions === 1 ? '1 subscription goes on' : `${subscriptions} subscriptions go on`}`;
}

const counted = (subscriptions: number): string =>
  subscriptions === 1 ? '1 subscription meets' : `${subscriptions} subscriptions meet`;

function shown(field: string, value: unknown): string {
  if (field.startsWith('limits.') && value === null) return 'unlimited';
  if (field.startsWith('limits.') && typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'object' && value !== null)
    return `switch to ${(value as { switchTo: string }).switchTo}`;
  const isText = field === 'name' || field === 'unit' || field === 'description';
  return isText ? JSON.stringify(value) : String(value);
}
