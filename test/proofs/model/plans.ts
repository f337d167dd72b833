import type { Every } from '../../../invariants/calendar.js';

export type Then = 'renew' | 'end' | { switchTo: string };

/** What an edit of a plan may change. `units` is the limit of recordings; null is unlimited. */
export interface Version {
  trialDays: number;
  whenCycleEnds: Then;
  whenTrialEnds: Then;
  units: number | null;
}

/** A plan of the model, with its first version. */
export interface Terms extends Version {
  code: string;
  amount: number;
  currency: 'USD' | 'EUR';
  every: Every;
  selfService: boolean;
  hidden: boolean;
}

const terms = (code: string, some: Partial<Terms>): Terms => ({
  code,
  amount: 0,
  currency: 'USD',
  every: { unit: 'month', count: 1 },
  trialDays: 0,
  whenCycleEnds: 'renew',
  whenTrialEnds: 'renew',
  selfService: true,
  hidden: false,
  units: 10,
  ...some,
});

/** Small limits, so that they are met; intervals and ends of every kind. */
export const PLANS: Terms[] = [
  terms('base', { every: { unit: 'day', count: 15 }, units: 3 }),
  terms('mini', { amount: 900, units: 5 }),
  terms('midi', { amount: 900, units: 8 }),
  terms('maxi', { amount: 2900, units: 20, trialDays: 14, whenTrialEnds: { switchTo: 'base' } }),
  terms('paid', { amount: 4900, units: 30, selfService: false }),
  terms('tried', { amount: 9900, selfService: false, trialDays: 7, whenTrialEnds: 'end', units: null }),
  terms('owed', { amount: 1900, selfService: false, trialDays: 10, whenTrialEnds: 'renew', units: 6 }),
  terms('week', { amount: 300, every: { unit: 'week', count: 2 }, units: 4 }),
  terms('year', { amount: 9000, every: { unit: 'year', count: 1 }, units: 50 }),
  terms('euro', { amount: 700, currency: 'EUR', every: { unit: 'month', count: 3 } }),
  terms('once', { amount: 100, every: { unit: 'day', count: 1 }, whenCycleEnds: 'end', units: 1 }),
  terms('leads', { amount: 1500, whenCycleEnds: { switchTo: 'mini' }, units: 9 }),
  terms('secret', { hidden: true, selfService: false, units: null }),
];

/** The body by which an operator makes it. */
export const planBody = ({ code, amount, currency, every, units, hidden, ...rest }: Terms) => ({
  code,
  name: code.toUpperCase(),
  price: { amount, currency },
  interval: every,
  trialDays: rest.trialDays,
  whenCycleEnds: rest.whenCycleEnds,
  whenTrialEnds: rest.whenTrialEnds,
  selfService: rest.selfService,
  visibility: hidden ? 'hidden' : 'public',
  limits: { recordings: units, seats: null },
});
