import type { components } from '@tenure/sdk';
import { Field, Select, type Values } from '../ui/form.js';
import { readAll, wholeIn } from './numbers-in.js';
import type { Feature, Plan } from './reads.js';

type Ends = Plan['whenCycleEnds'];
type Unpaid = Plan['whenUnpaid'];
type Terms = Required<
  Pick<
    components['schemas']['CreatePlanDto'],
    | 'name'
    | 'description'
    | 'trialDays'
    | 'whenCycleEnds'
    | 'whenUnpaid'
    | 'graceDays'
    | 'perSeat'
    | 'visibility'
    | 'isDefault'
    | 'limits'
  >
> &
  Pick<components['schemas']['CreatePlanDto'], 'selfService' | 'whenTrialEnds'>;

/** The service decides by `selfService`. */
const USUAL: [string, string] = ['', 'As usual'];

const YES_NO: [string, string][] = [
  ['no', 'No'],
  ['yes', 'Yes'],
];

interface Props {
  /** The plan whose values the fields show first; absent for a new plan. */
  plan?: Plan;
  plans: Plan[];
  features: Feature[];
}

/** The fields that the pages for a new and for an existing plan share: all except price and interval. */
export function TermFields({ plan, plans, features }: Props) {
  const others = plans
    .filter(({ code, archivedAt }) => code !== plan?.code && archivedAt === null)
    .map(({ code, name }): [string, string] => [`to ${code}`, `The business goes to ${name}`]);
  const perSeat = plan?.perSeat === true ? 'yes' : 'no';
  return (
    <>
      <Field
        label="Description"
        name="description"
        required={false}
        defaultValue={plan?.description}
        hint="Customers read it beside the price."
      />
      <fieldset className="fields">
        <legend>Limits of one cycle</legend>
        {features.map((feature) => (
          <LimitField key={feature.key} of={feature} value={plan?.limits[feature.key]} />
        ))}
      </fieldset>
      <fieldset className="fields">
        <legend>Trial and end of a cycle</legend>
        <Field
          label="Trial days"
          name="trialDays"
          type="number"
          defaultValue={String(plan?.trialDays ?? 0)}
        />
        <Select
          label="When a trial ends"
          name="whenTrialEnds"
          defaultValue={plan === undefined ? '' : chosen(plan.whenTrialEnds)}
          options={[
            ...(plan === undefined ? [USUAL] : []),
            ['renew', 'The first paid cycle begins'],
            ['end', 'The subscription ends'],
            ...others,
          ]}
          hint={
            plan === undefined ? 'As usual: it ends, or goes on where owners need not pay first.' : undefined
          }
        />
        <Select
          label="When a cycle ends"
          name="whenCycleEnds"
          defaultValue={chosen(plan?.whenCycleEnds ?? 'renew')}
          options={[['renew', 'The next cycle begins'], ['end', 'The subscription ends'], ...others]}
        />
        <Field
          label="Grace days"
          name="graceDays"
          type="number"
          defaultValue={String(plan?.graceDays ?? 14)}
          hint="How long access goes on after a payment failed."
        />
        <Select
          label="After the grace, if it is not paid"
          name="whenUnpaid"
          defaultValue={chosen(plan?.whenUnpaid ?? null)}
          options={[USUAL, ['end', 'The subscription ends'], ...others]}
          hint="As usual: it goes on with the default plan if that is free, else it ends."
        />
      </fieldset>
      <fieldset className="fields">
        <legend>Who can have it</legend>
        <Select
          label="Shown to customers"
          name="visibility"
          defaultValue={plan?.visibility ?? 'public'}
          options={[
            ['public', 'Yes: it is on the page of plans'],
            ['hidden', 'No: only operators give it'],
          ]}
        />
        <Select
          label="Owners can move to it without paying first"
          name="selfService"
          defaultValue={plan === undefined ? '' : plan.selfService ? 'yes' : 'no'}
          options={plan === undefined ? [['', 'Only if the price is 0'], ...YES_NO] : YES_NO}
          hint="Owners can buy every public plan where money is collected. With Yes they get it at once, and pay later or never."
        />
        <Select
          label="New customers begin here"
          name="isDefault"
          defaultValue={plan?.isDefault === true ? 'yes' : 'no'}
          options={YES_NO}
          hint="Only one plan is the default. If you choose yes, this plan replaces the present default."
        />
        <Select
          label="The price is per seat"
          name="perSeat"
          defaultValue={perSeat}
          options={plan === undefined ? YES_NO : YES_NO.filter(([value]) => value === perSeat)}
          hint="It never changes once the plan is made."
        />
      </fieldset>
    </>
  );
}

function LimitField({ of, value }: { of: Feature; value: Plan['limits'][string] | undefined }) {
  const { key, name, unit, kind } = of;
  if (kind === 'switch')
    return (
      <Select
        label={name}
        name={`limits.${key}`}
        defaultValue={value === true ? 'on' : 'off'}
        options={[
          ['off', 'Off'],
          ['on', 'On'],
        ]}
      />
    );
  return (
    <Field
      label={name}
      name={`limits.${key}`}
      defaultValue={value === null ? 'unlimited' : String(value ?? 0)}
      hint={`Unit: ${unit}. Write a number or “unlimited”.`}
    />
  );
}

/** The features to show. A retired feature is shown only for a plan that has it already. */
export const featuresFor = (features: Feature[], plan?: Plan): Feature[] =>
  features.filter(({ key, retiredAt }) => retiredAt === null || (plan !== undefined && key in plan.limits));

/** Reads the terms from the fields. */
export const termsOf = (values: Values, features: Feature[], before: Plan['limits'] = {}): Terms => ({
  name: values.text('name'),
  description: values.text('description'),
  whenCycleEnds: endsOf(values.text('whenCycleEnds')),
  whenTrialEnds: values.text('whenTrialEnds') === '' ? undefined : endsOf(values.text('whenTrialEnds')),
  whenUnpaid: values.text('whenUnpaid') === '' ? null : (endsOf(values.text('whenUnpaid')) as Unpaid),
  perSeat: values.text('perSeat') === 'yes',
  visibility: values.text('visibility') === 'hidden' ? 'hidden' : 'public',
  selfService: values.text('selfService') === '' ? undefined : values.text('selfService') === 'yes',
  isDefault: values.text('isDefault') === 'yes',
  ...readAll({
    trialDays: () => wholeIn(values, 'trialDays'),
    graceDays: () => wholeIn(values, 'graceDays'),
    limits: () => limitsOf(features, before, values),
  }),
});

const chosen = (what: Ends | Unpaid): string =>
  what === null ? '' : typeof what === 'string' ? what : `to ${what.switchTo}`;

const endsOf = (written: string): Ends =>
  written.startsWith('to ') ? { switchTo: written.slice(3) } : written === 'end' ? 'end' : 'renew';

/**
 * The limits of before, with those that were changed. A feature that the plan did not have, and whose value is 0 or off, stays
 * absent.
 */
function limitsOf(features: Feature[], before: Plan['limits'], values: Values): Plan['limits'] {
  const changed = features.filter(({ key }) => values.isChanged(`limits.${key}`));
  const read: Plan['limits'] = readAll(
    Object.fromEntries(changed.map(({ key, kind }) => [key, () => limitIn(values, `limits.${key}`, kind)])),
  );
  const found = { ...before };
  for (const [key, value] of Object.entries(read))
    if (key in before || (value !== 0 && value !== false)) found[key] = value;
  return found;
}

function limitIn(values: Values, field: string, kind: Feature['kind']): number | boolean | null {
  const written = values.text(field).trim();
  if (kind === 'switch') return written === 'on';
  return written.toLowerCase() === 'unlimited' ? null : wholeIn(values, field);
}
