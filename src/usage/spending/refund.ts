import type { Burn } from './counter-state.js';

/** The rest of a recorded spend after earlier refunds. */
export interface Refundable {
  /** How many units can be given back at most, paid by the plan or by credits. */
  left: number;
  /** The part that credits paid, in the order in which they were used. The plan paid the rest. */
  burns: Burn[];
}

/** How a refund is split. */
export interface Split {
  fromPlan: number;
  /** The units to give back to each grant. */
  toGrants: Burn[];
  /** The uses of credits that are not given back. */
  kept: Burn[];
}

/** The units that can be given back after the end of the cycle: those that live grants paid. */
export const creditUnits = ({ burns }: Refundable, liveGrants: ReadonlySet<string>): number =>
  burns.reduce((sum, { id, amount }) => sum + (liveGrants.has(id) ? amount : 0), 0);

/**
 * Splits a refund of `units`: first the credits that were used last, then the plan. So the rest is as if the spend had been smaller
 * from the start. Only uses of `grants` are given back.
 */
export function splitRefund(
  { burns }: Refundable,
  units: number,
  grants: (id: string) => boolean = () => true,
): Split {
  let rest = units;
  const toGrants: Burn[] = [];
  const kept: Burn[] = [];
  for (const { id, amount } of burns.toReversed()) {
    const back = grants(id) ? Math.min(rest, amount) : 0;
    rest -= back;
    if (back > 0) toGrants.push({ id, amount: back });
    if (back < amount) kept.unshift({ id, amount: amount - back });
  }
  return { fromPlan: rest, toGrants, kept };
}
