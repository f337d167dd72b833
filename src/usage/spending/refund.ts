import type { Burn } from './counter-state.js';

/** What is left of a recorded spend after earlier refunds. */
export interface Refundable {
  /** The most units that can be given back, whoever paid them. */
  left: number;
  /** The part that credits paid, in the order in which it was used. The plan paid the rest. */
  burns: Burn[];
}

/** How a refund is split. */
export interface Split {
  fromPlan: number;
  /** Units to give back to each grant. */
  toGrants: Burn[];
  /** The uses of credits that stay. */
  kept: Burn[];
}

/** Units that can be given back after the cycle: those that live grants paid. */
export const creditUnits = ({ burns }: Refundable, liveGrants: ReadonlySet<string>): number =>
  burns.reduce((sum, { id, amount }) => sum + (liveGrants.has(id) ? amount : 0), 0);

/**
 * Takes `units` from the end of a spend, so that the rest is as if the spend had been that much smaller: first the credits that
 * were used last, then the plan. Only uses of `grants` are touched.
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
