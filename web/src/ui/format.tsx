import type { components } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { decimalsOf, inCurrency } from './currency.js';
import { DAY } from './days.js';

type Schemas = components['schemas'];

const whole = new Intl.NumberFormat('en');
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const day = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

export const number = (value: number): string => whole.format(value);

/** `1 seat`, `2 seats`. */
export const count = (value: number, one: string, several = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : several}`;

/** The plural of a unit: `recording` → `recordings`. An abbreviation such as `GB` at the end stays the same. */
export function many(unit: string): string {
  const last = unit.split(' ').at(-1) ?? '';
  if (last.length < 3 || last !== last.toLowerCase() || last.endsWith('s')) return unit;
  if (/[^aeiou]y$/.test(unit)) return `${unit.slice(0, -1)}ies`;
  return /(x|z|ch|sh)$/.test(unit) ? `${unit}es` : `${unit}s`;
}

/** `1 recording`, `2 recordings`. An unknown unit is left out. */
export const inUnits = (value: number, unit: string): string => count(value, unit, many(unit)).trim();

/** `87 of 150 recordings`, `0 of 1 recording`, `87 recordings, unlimited`. */
export const shareOf = (used: number, most: number | boolean | null | undefined, unit: string): string =>
  most === null
    ? `${inUnits(used, unit)}, unlimited`
    : `${number(used)} of ${limit(most)} ${most === 1 ? unit : many(unit)}`.trim();

/** A limit: a number, `unlimited`, `on` or `off`. */
export function limit(value: number | boolean | null | undefined): string {
  if (value === null) return 'unlimited';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return number(value ?? 0);
}

/** A limit with its unit: `1,000 minutes`, `unlimited`, `on` or `off`. */
export const limitInUnits = (value: number | boolean | null | undefined, unit: string): string =>
  typeof value === 'number' || value === undefined ? inUnits(value ?? 0, unit) : limit(value);

/** Writes an amount in minor units, with the currency's number of decimals. */
export const money = ({ amount, currency }: Schemas['PriceView']): string => inCurrency(amount, currency);

/** Writes an amount in a short form: `$1.2K`. */
export function moneyInShort({ amount, currency }: Schemas['PriceView']): string {
  const compact = new Intl.NumberFormat('en', { style: 'currency', currency, notation: 'compact' });
  return compact.format(amount / 10 ** decimalsOf(currency));
}

/** `a month`, `every 3 months`. */
export const every = ({ unit, count: n }: Schemas['IntervalView']): string =>
  n === 1 ? `a ${unit}` : `every ${n} ${unit}s`;

/** `€ 9.00 a month`, `€ 9.00 a month per seat`, or `Free`. */
export const price = (
  of: Schemas['PriceView'],
  interval: Schemas['IntervalView'],
  perSeat = false,
): string => (of.amount === 0 ? 'Free' : `${money(of)} ${every(interval)}${perSeat ? ' per seat' : ''}`);

/** A discount in words: `10 % off every invoice`. */
export function discountText({ percent, amount, cycles }: Schemas['DiscountView'], currency: string): string {
  const off = percent === undefined ? money({ amount: amount ?? 0, currency }) : `${percent} %`;
  return `${off} off ${cycles === null ? 'every invoice' : `the next ${count(cycles, 'invoice')}`}`;
}

export const date = (at: string): string => day.format(new Date(at));

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

function fromNow(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  for (const [unit, size] of STEPS)
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return seconds > 0 ? 'in a moment' : 'just now';
}

interface WhenProps {
  at: string | null | undefined;
  never?: string;
  /** The present time of a business on a test clock. */
  now?: string | null;
  /** Whether the exact time is shown too, for records that people compare. A title alone is only for a mouse. */
  exact?: boolean;
}

const inUtc = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`;

/** A time relative to now, with the exact time in UTC on hover or beside it. */
export function When({ at, never = 'never', now, exact = false }: WhenProps) {
  if (at === null || at === undefined) return <span className="muted">{never}</span>;
  return (
    <>
      <time dateTime={at} title={inUtc(at)}>
        {fromNow(at, now === undefined || now === null ? Date.now() : Date.parse(now))}
      </time>
      {exact && <span className="hint"> {inUtc(at)}</span>}
    </>
  );
}

/** The exact time in UTC. */
export const At = ({ at }: { at: string }) => <time dateTime={at}>{inUtc(at)}</time>;

/** When a person was last active in a business. The service knows it of the last 30 days. */
export function LastActive({ at, since }: { at: string | null | undefined; since: string }) {
  const isNew = Date.now() - Date.parse(since) <= 30 * DAY;
  return <When at={at} never={isNew ? 'never' : 'not in the last 30 days'} />;
}

/** A day, with the exact time in UTC on hover. */
export function Day({ at }: { at: string }) {
  return (
    <time dateTime={at} title={inUtc(at)}>
      {date(at)}
    </time>
  );
}

const TONES: Record<string, string> = {
  ...Object.fromEntries(
    ['active', 'delivered', 'enabled', 'accepted', 'on', 'on time', 'paid', 'verified', 'live', 'ready'].map(
      (word) => [word, 'good'],
    ),
  ),
  ...Object.fromEntries(
    ['trialing', 'pending', 'processing', 'unpaid', 'canceling', 'invited', 'expires'].map((word) => [
      word,
      'warn',
    ]),
  ),
  ...Object.fromEntries(
    [
      'suspended',
      'closed',
      'failing',
      'givenUp',
      'pastDue',
      'disabled',
      'gone',
      'over limit',
      'overdue',
      'declined',
      'charged back',
    ].map((word) => [word, 'bad']),
  ),
};
const WORDS: Record<string, string> = {
  givenUp: 'given up',
  pastDue: 'past due',
  trialing: 'trial',
  manual: 'turned off',
};

/** A state as a word. The same word has the same colour everywhere. */
export function State({ of }: { of: string }) {
  return <span className={`state ${TONES[of] ?? ''}`}>{WORDS[of] ?? of}</span>;
}

export function Muted({ children }: { children: ReactNode }) {
  return <span className="muted">{children}</span>;
}

/** `insufficient_funds` → `insufficient funds`. */
export const inWords = (code: string): string => code.replaceAll('_', ' ');

/** `subscription.change_scheduled` → `Subscription: change scheduled`. */
export function sentence(action: string): string {
  const [first = '', ...rest] = action.split('.');
  const words = [first, ...rest].map((part) =>
    part
      .replaceAll(/[_-]/g, ' ')
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase(),
  );
  const [head = '', ...tail] = words;
  return `${head.charAt(0).toUpperCase()}${head.slice(1)}${tail.length > 0 ? `: ${tail.join(' ')}` : ''}`;
}
