import type { Burn } from './counter-state.js';

/** A recorded spend, as far as it was not given back. */
export interface Refundable {
  /** Units that can be given back at most, whoever paid them. */
  left: number;
  /** What credits paid of them, in the order in which it was burnt. The plan paid the rest. */
  burns: Burn[];
}

/** How a refund is split. */
export interface Split {
  fromPlan: number;
  /** Units to give back to each grant. */
  toGrants: Burn[];
  /** The burns that stay. */
  kept: Burn[];
}

/** Units that can be given back after the cycle: what credits paid whose grant is live. */
export const creditUnits = ({ burns }: Refundable, liveGrants: ReadonlySet<string>): number =>
  burns.reduce((sum, { id, amount }) => sum + (liveGrants.has(id) ? amount : 0), 0);

/**
 * Takes `units` from the end of a spend, so that what is left is as if it had been that much smaller: the credits that
 * were burnt last come first, the plan comes last. Only burns of `grants` are touched.
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
