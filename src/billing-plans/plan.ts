/** The kinds of features. `metered` counts up within a cycle, `allocated` is held now, `switch` is on or off. */
export const FEATURE_KINDS = ['metered', 'allocated', 'switch'] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

export interface Feature {
  id: string;
  key: string;
  name: string;
  unit: string;
  kind: FeatureKind;
  retiredAt: Date | null;
}

export const INTERVAL_UNITS = ['day', 'week', 'month', 'year'] as const;
export type IntervalUnit = (typeof INTERVAL_UNITS)[number];
export interface Interval {
  unit: IntervalUnit;
  count: number;
}

/** An interval is at most ten years. */
export const MAX_INTERVAL_COUNT: Record<IntervalUnit, number> = {
  day: 3650,
  week: 520,
  month: 120,
  year: 10,
};

/** Days for comparing prices of different intervals (contract §4: week 7, month 30, year 365). */
const COMPARED_DAYS: Record<IntervalUnit, number> = { day: 1, week: 7, month: 30, year: 365 };

export interface Price {
  /** Integer minor units of `currency`. */
  amount: number;
  /** ISO 4217. */
  currency: string;
}

/** What happens at the end of a cycle or of a trial. */
export type Afterwards = 'renew' | 'end' | { switchTo: string };

/** What an invoice that is never paid leads to. Null: the default plan if it is free, else the end. */
export type WhenUnpaid = 'end' | { switchTo: string } | null;

/** The days of grace of a plan that names none. */
export const GRACE_DAYS = 14;
/** The longest grace in days. The shortest is one day. */
export const MAX_GRACE_DAYS = 60;
/** The longest trial in days. */
export const MAX_TRIAL_DAYS = 730;

/** Per feature: units, null for unlimited, or on and off. A feature that is absent is 0 or off. */
export type Limits = Record<string, number | boolean | null>;

/** A plan in its newest version. */
export interface Plan {
  id: string;
  code: string;
  name: string;
  description: string;
  price: Price;
  interval: Interval;
  trialDays: number;
  whenCycleEnds: Afterwards;
  whenTrialEnds: Afterwards;
  whenUnpaid: WhenUnpaid;
  /** Days of access after an invoice was declined or overdue. */
  graceDays: number;
  /** Whether the price is that of one seat that was bought. */
  perSeat: boolean;
  visibility: 'public' | 'hidden';
  selfService: boolean;
  isDefault: boolean;
  archivedAt: Date | null;
  limits: Limits;
  versionId: string;
}

/** The terms of a version that an edit may change. A change of one of them makes a new version. */
export const VERSION_TERMS = [
  'price',
  'trialDays',
  'whenCycleEnds',
  'whenTrialEnds',
  'whenUnpaid',
  'graceDays',
  'limits',
] as const satisfies (keyof Plan)[];

/** All terms of a version. `perSeat` is the same in every version of a plan. */
export type VersionTerms = Pick<Plan, (typeof VERSION_TERMS)[number] | 'perSeat'>;

/**
 * Compares prices per day: negative when `a` costs less, 0 when both cost the same, positive when `a` costs more. It is exact,
 * because it does not divide.
 */
export function comparePricePerDay(
  a: Pick<Plan, 'price' | 'interval'>,
  b: Pick<Plan, 'price' | 'interval'>,
): number {
  const days = ({ unit, count }: Interval) => BigInt(COMPARED_DAYS[unit] * count);
  const left = BigInt(a.price.amount) * days(b.interval);
  const right = BigInt(b.price.amount) * days(a.interval);
  return left < right ? -1 : left > right ? 1 : 0;
}

export const sameInterval = (a: Interval, b: Interval): boolean => a.unit === b.unit && a.count === b.count;

/** Whether two values are equal as JSON. The order of fields does not matter. */
export const isEqual = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null ? Object.fromEntries(Object.entries(part).sort()) : part,
  );

/** The parts of a plan, beside its code, that never change. */
export type ImmutablePart = 'interval' | 'price.currency' | 'perSeat';

/**
 * The immutable parts of `plan` that `edit` would change. A price per seat and a flat price cannot be compared, so after an edit
 * that swaps them, customers would pay a price that they did not agree to.
 */
export function immutableChanges(
  plan: Pick<Plan, 'interval' | 'price' | 'perSeat'>,
  { interval, price, perSeat }: Pick<PlanEdit, 'interval' | 'price' | 'perSeat'>,
): ImmutablePart[] {
  const changed: Record<ImmutablePart, boolean> = {
    interval: interval !== undefined && !sameInterval(interval, plan.interval),
    'price.currency': price !== undefined && price.currency !== plan.price.currency,
    perSeat: perSeat !== undefined && perSeat !== plan.perSeat,
  };
  return (Object.keys(changed) as ImmutablePart[]).filter((part) => changed[part]);
}

/** The fields of a new feature. */
export type NewFeature = Pick<Feature, 'key' | 'name' | 'unit' | 'kind'>;

/** The fields of a plan that may be absent, in a new plan and in an edit. */
type Optional = Pick<
  Plan,
  | 'description'
  | 'trialDays'
  | 'whenCycleEnds'
  | 'whenTrialEnds'
  | 'whenUnpaid'
  | 'graceDays'
  | 'perSeat'
  | 'visibility'
  | 'selfService'
  | 'isDefault'
  | 'limits'
>;

/** The fields of a new plan. Absent ones have defaults (contract §3). */
export type NewPlan = Pick<Plan, 'code' | 'name' | 'price' | 'interval'> & Partial<Optional>;

/**
 * The terms of a new plan, with defaults for those that it leaves out. `isDefault` is not among them, because it depends on the
 * other plans.
 */
export type CompletePlan = Pick<Plan, 'code' | 'name' | 'price' | 'interval'> & Omit<Optional, 'isDefault'>;

export function withDefaults(body: NewPlan): CompletePlan {
  const { code, name, price, interval } = body;
  const selfService = body.selfService ?? price.amount === 0;
  return {
    code,
    name,
    price,
    interval,
    selfService,
    description: body.description ?? '',
    trialDays: body.trialDays ?? 0,
    whenCycleEnds: body.whenCycleEnds ?? 'renew',
    whenTrialEnds: body.whenTrialEnds ?? (selfService ? 'renew' : 'end'),
    whenUnpaid: body.whenUnpaid ?? null,
    graceDays: body.graceDays ?? GRACE_DAYS,
    perSeat: body.perSeat ?? false,
    visibility: body.visibility ?? 'public',
    limits: body.limits ?? {},
  };
}

/** An edit of a plan. `code`, `interval` and the currency are accepted only to be refused when they differ. */
export type PlanEdit = Partial<Optional & Pick<Plan, 'name' | 'code' | 'price' | 'interval'>>;
