import type { InvoiceLine } from './invoice.rows.js';

/** The input of the price of an immediate change of plan. Amounts are in minor units, spans in milliseconds. */
export interface Proration {
  /** The price of a whole cycle after the change. */
  whole: number;
  /** What the running cycle was billed for, as the price of a whole cycle. */
  billed: number;
  /** The rest of the running cycle. */
  left: number;
  /** The whole length of the running cycle. */
  length: number;
  /** Whether the running cycle keeps its boundaries. Otherwise a cycle begins with the change. */
  keepsCycle: boolean;
}

/** The price of an immediate change of plan, in minor units of `currency`, without tax. */
export interface ChangeCost {
  /** Below 0 when more was paid already than the change costs. */
  amount: number;
  currency: string;
  lines: InvoiceLine[];
  /** The price of a whole cycle afterwards. */
  whole: number;
  /** The seats that it buys, if the price is per seat. */
  quantity: number;
  /** Whether the running cycle was billed already, so that its price is taken off. */
  upgrade: boolean;
  /** Whether the change uses up one of the cycles of a discount, because no invoice of the running cycle has done so. */
  usesDiscount: boolean;
}

/**
 * Computes what a change costs now. The result is below 0 if more was paid already than the change costs. It is rounded half up.
 * An amount that is owed is never rounded to nothing: a plan that begins a second before its cycle ends costs at least one minor
 * unit.
 */
export function dueFor({ whole, billed, left, length, keepsCycle }: Proration): number {
  const credit = BigInt(billed) * BigInt(left);
  const price = BigInt(whole) * BigInt(keepsCycle ? left : length);
  const due = rounded(price - credit, BigInt(length));
  return due === 0 && price > credit ? 1 : due;
}

/**
 * Writes the cost of a change as lines of an invoice, whose sum is `due`: first the new plan, then what was paid already as a
 * negative amount.
 */
export function linesOfChange(
  wholeLines: InvoiceLine[],
  due: number,
  paidFor: string,
  { whole, left, length, keepsCycle }: Proration,
): InvoiceLine[] {
  const price = keepsCycle ? Math.max(rounded(BigInt(whole) * BigInt(left), BigInt(length)), due) : whole;
  const [plan, discount] = wholeLines as [InvoiceLine, InvoiceLine | undefined];
  const full = keepsCycle ? rounded(BigInt(plan.amount) * BigInt(left), BigInt(length)) : plan.amount;
  const amount = discount === undefined ? price : Math.max(full, price);
  return [
    { ...plan, amount },
    ...credit(discount?.description ?? '', price - amount),
    ...credit(`Already paid for ${paidFor}`, due - price),
  ];
}

const credit = (description: string, amount: number): InvoiceLine[] =>
  amount === 0 ? [] : [{ description, quantity: 1, unitAmount: amount, amount }];

/** `value / by`, rounded half up: half of a unit below 0 is rounded towards 0. */
function rounded(value: bigint, by: bigint): number {
  const doubled = 2n * value + by;
  const floor = doubled / (2n * by);
  return Number(doubled < 0n && doubled % (2n * by) !== 0n ? floor - 1n : floor);
}
