import type { InvoiceLine } from './invoice.rows.js';

/** The input of the price of an immediate change of plan. Amounts are in minor units, spans in milliseconds. */
export interface Proration {
  /** The price of a whole cycle after the change. */
  whole: number;
  /** The billed price of the running cycle, as for a whole cycle. */
  held: number;
  /** The rest of the running cycle, and its whole length. */
  left: number;
  length: number;
  /** The running cycle keeps its boundaries. Else a cycle begins with the change. */
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
  /** Seats that it buys, where the price is per seat. */
  quantity: number;
  /** The amount that was paid already and is taken off. */
  upgrade: boolean;
  /** It uses up one of the invoices that a discount is for: no invoice of this cycle has done so. */
  usesDiscount: boolean;
}

/**
 * Says what a change costs now. Below 0 more was paid already than the change costs. It is rounded half up. What is owed is never
 * rounded to nothing: a plan that begins a second before its cycle ends costs the least amount there is.
 */
export function dueFor({ whole, held, left, length, keepsCycle }: Proration): number {
  const credit = BigInt(held) * BigInt(left);
  const price = BigInt(whole) * BigInt(keepsCycle ? left : length);
  const due = rounded(price - credit, BigInt(length));
  return due === 0 && price > credit ? 1 : due;
}

/** Writes what a change costs as lines of an invoice, whose sum is `due`: the new plan, and off it what was paid already. */
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
    ...credit(`Paid already for ${paidFor}`, due - price),
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
