import {
  immutableChanges,
  type ImmutablePart,
  isEqual,
  type Limits,
  SEATS,
  VERSION_TERMS,
} from '../billing-plans/index.js';
import type { Catalogue, CatalogueFeature, CataloguePlan, WantedCatalogue } from './catalogue.js';

/** One thing that a file wants to change. */
export interface Difference {
  /** `+` is new or back on sale, `~` is changed, `-` is taken off sale or retired. */
  sign: '+' | '~' | '-';
  kind: 'feature' | 'plan';
  /** The key of a feature, or the code of a plan. */
  id: string;
  /** The field that changes, such as `limits.recordings`; null if the whole feature or plan does. */
  field: string | null;
  from: unknown;
  to: unknown;
  /** Whether customers get less. */
  lowers: boolean;
  /** Whether it makes a new version, which subscriptions meet at their next cycle. */
  versioned: boolean;
}

export interface Compared {
  /** The catalogue that the file wants, complete: every plan says whether it is the default. */
  wanted: Catalogue;
  differences: Difference[];
  /** Changes that are not possible, described for people. */
  problems: string[];
}

/**
 * Compares the present catalogue with the one that a file wants. A term that the file leaves out of a plan has its default. A
 * plan or feature that the file does not name stays as it is; with `prune` it is archived or retired.
 */
export function compare(present: Catalogue, file: WantedCatalogue, prune: boolean): Compared {
  const wanted = withDefaultPlan(present, file, prune);
  const differences = [...featureDifferences(present, wanted), ...planDifferences(present, wanted)];
  if (prune) differences.push(...pruned(present, wanted));
  return { wanted, differences, problems: immutable(present, wanted) };
}

/**
 * Says which plan is the default. If the file names none, the present default stays if the file does not list that plan.
 * Otherwise the first plan on sale becomes it, as when plans are created one after the other.
 */
function withDefaultPlan(present: Catalogue, file: WantedCatalogue, prune: boolean): Catalogue {
  const before = present.plans.find(({ isDefault }) => isDefault);
  const named = file.plans.find(({ isDefault }) => isDefault === true);
  const staysOutside = before !== undefined && !prune && file.plans.every(({ code }) => code !== before.code);
  const first = file.plans.find(
    ({ visibility, archived, isDefault }) => visibility === 'public' && !archived && isDefault !== false,
  );
  const chosen = named ?? (staysOutside ? undefined : first);
  const plans = file.plans.map((plan) => ({ ...plan, isDefault: plan.code === chosen?.code }));
  return { features: file.features, plans };
}

function featureDifferences(present: Catalogue, wanted: Catalogue): Difference[] {
  return wanted.features.flatMap((feature) => {
    const before = present.features.find(({ key }) => key === feature.key);
    const made = { kind: 'feature' as const, id: feature.key };
    if (before === undefined)
      return [
        { ...whole('+', made, feature.kind) },
        ...(feature.retired ? [whole('-', made, 'retired')] : []),
      ];
    return [
      ...(['name', 'unit'] as const).flatMap((field) => changed(made, field, before[field], feature[field])),
      ...retirement(before, feature),
    ];
  });
}

function retirement(before: CatalogueFeature, feature: CatalogueFeature): Difference[] {
  if (before.retired === feature.retired) return [];
  const made = { kind: 'feature' as const, id: feature.key };
  return [feature.retired ? whole('-', made, 'retired') : whole('+', made, 'not retired any more')];
}

const PLAIN = ['name', 'description', 'visibility', 'selfService', 'isDefault'] as const;
/** The terms of a version that are compared whole. Prices and limits are compared part by part. */
const WHOLE_TERMS = VERSION_TERMS.filter((term) => term !== 'price' && term !== 'limits');

function planDifferences(present: Catalogue, wanted: Catalogue): Difference[] {
  const chosen = wanted.plans.find(({ isDefault }) => isDefault);
  const outside = present.plans.filter(
    ({ code, isDefault }) =>
      isDefault && chosen !== undefined && wanted.plans.every((plan) => plan.code !== code),
  );
  return [
    ...wanted.plans.flatMap((plan) => {
      const before = present.plans.find(({ code }) => code === plan.code);
      const made = { kind: 'plan' as const, id: plan.code };
      if (before === undefined)
        return [whole('+', made, null), ...(plan.archived ? [whole('-', made, 'archived')] : [])];
      return termsChanged(before, plan);
    }),
    ...outside.flatMap(({ code }) => changed({ kind: 'plan', id: code }, 'isDefault', true, false)),
  ];
}

function termsChanged(before: CataloguePlan, plan: CataloguePlan): Difference[] {
  const made = { kind: 'plan' as const, id: plan.code };
  const back = before.archived && !plan.archived ? [whole('+', made, 'on sale again')] : [];
  const gone = !before.archived && plan.archived ? [whole('-', made, 'archived')] : [];
  const price = changed(made, 'price.amount', before.price.amount, plan.price.amount);
  const terms = WHOLE_TERMS.flatMap((field) => changed(made, field, before[field], plan[field]));
  const limits = [...new Set([...Object.keys(before.limits), ...Object.keys(plan.limits)])].flatMap((key) =>
    changed(made, `limits.${key}`, limitOf(before.limits, key), limitOf(plan.limits, key)),
  );
  const versioned = [...price, ...terms, ...limits].map((difference) => ({
    ...difference,
    versioned: true,
    lowers: isLess(difference),
  }));
  return [
    ...back,
    ...PLAIN.flatMap((field) => changed(made, field, before[field], plan[field])),
    ...versioned,
    ...gone,
  ];
}

/**
 * The plans and features that the file does not name. The feature of seats is never retired, because the service itself uses it.
 */
function pruned(present: Catalogue, wanted: Catalogue): Difference[] {
  const plans = present.plans.filter(
    ({ code, archived }) => !archived && wanted.plans.every((plan) => plan.code !== code),
  );
  const features = present.features.filter(
    ({ key, retired }) =>
      !retired && key !== SEATS && wanted.features.every((feature) => feature.key !== key),
  );
  return [
    ...plans.map(({ code }) => whole('-', { kind: 'plan', id: code }, 'archived')),
    ...features.map(({ key }) => whole('-', { kind: 'feature', id: key }, 'retired')),
  ];
}

/** Says what an immutable part of a plan is. The rest of the sentence says that it never changes. */
const IS_IMMUTABLE: Record<ImmutablePart, (plan: CataloguePlan) => string> = {
  interval: ({ interval }) => `its interval is ${interval.count} ${interval.unit} and`,
  'price.currency': ({ price }) => `its currency is ${price.currency} and`,
  perSeat: ({ perSeat }) => `its price is ${perSeat ? '' : 'not '}per seat, which`,
};

function immutable(present: Catalogue, wanted: Catalogue): string[] {
  const kinds = wanted.features.flatMap(({ key, kind }) => {
    const before = present.features.find((feature) => feature.key === key);
    return before === undefined || before.kind === kind
      ? []
      : [`feature ${key}: its kind is ${before.kind} and never changes; name another feature`];
  });
  const plans = wanted.plans.flatMap((plan) => {
    const before = present.plans.find(({ code }) => code === plan.code);
    if (before === undefined) return [];
    const never = 'never changes; name another plan, and archive this one';
    return immutableChanges(before, plan).map(
      (part) => `plan ${plan.code}: ${IS_IMMUTABLE[part](before)} ${never}`,
    );
  });
  const before = present.plans.find(({ isDefault }) => isDefault);
  const lost =
    before !== undefined &&
    wanted.plans.some(({ code }) => code === before.code) &&
    wanted.plans.every(({ isDefault }) => !isDefault);
  return [
    ...kinds,
    ...plans,
    ...(lost ? [`plan ${before.code} is the default; make another plan the default`] : []),
  ];
}

type NamedDifference = Pick<Difference, 'kind' | 'id'>;

const whole = (sign: '+' | '-', named: NamedDifference, to: string | null): Difference => ({
  sign,
  ...named,
  field: null,
  from: null,
  to,
  lowers: sign === '-',
  versioned: false,
});

const changed = (named: NamedDifference, field: string, from: unknown, to: unknown): Difference[] =>
  isEqual(from, to) ? [] : [{ sign: '~', ...named, field, from, to, lowers: false, versioned: false }];

/** The limit of a feature in a plan. A feature that the plan does not name counts as 0, or off. */
const limitOf = (limits: Limits, key: string): Limits[string] | 'none' =>
  Object.hasOwn(limits, key) ? (limits[key] as Limits[string]) : 'none';

/** Whether customers get less of a limit, or fewer days of trial. For other terms there is no less. */
function isLess({ field, from, to }: Difference): boolean {
  if (field !== 'trialDays' && field?.startsWith('limits.') !== true) return false;
  return size(to) < size(from);
}

const size = (limit: unknown): number => (limit === null ? Infinity : limit === 'none' ? 0 : Number(limit));
