import type { components } from '@tenure/sdk';
import { count, limitInUnits, many, price } from '../ui/format.js';
import { useFeatureNames, usePlanNames, useUnits } from './reads.js';

type Plan = components['schemas']['PublicPlanView'];

/** Shows what a plan costs and includes. `plans` are those that are shown beside it. */
export function PlanFacts({ plan, plans }: { plan: Plan; plans: Plan[] }) {
  const nameOf = useFeatureNames();
  const unitOf = useUnits();
  const planName = usePlanNames();
  // Every card has the same lines, so that people can compare the plans.
  const shown = [...new Set(plans.flatMap(({ limits }) => Object.keys(limits)))].toSorted();
  const isSwitch = (feature: string) => plans.some(({ limits }) => typeof limits[feature] === 'boolean');
  return (
    <>
      <span className="amount">{price(plan.price, plan.interval, plan.perSeat)}</span>
      {plan.description !== '' && <span className="muted">{plan.description}</span>}
      {plans.some(({ trialDays }) => trialDays > 0) && (
        <span>{plan.trialDays > 0 ? trialOf(plan, planName) : 'No trial'}</span>
      )}
      <ul>
        {shown.map((feature) => (
          <li key={feature}>
            <span>{nameOf(feature)}</span>
            <strong>
              {plan.perSeat === true && feature === 'seats'
                ? 'as many as you buy'
                : limitInUnits(
                    plan.limits[feature] === undefined && isSwitch(feature) ? false : plan.limits[feature],
                    unitBeside(nameOf(feature), unitOf(feature)),
                  )}
            </strong>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The unit of a feature; empty if the name of the feature says it already: `Seats: 3`. */
const unitBeside = (name: string, unit: string): string =>
  many(unit).toLowerCase() === name.toLowerCase() ? '' : unit;

/** How long the trial of a plan is, and what follows it: `14 days of trial, then $49.00 a month`. */
export function trialOf(plan: Plan, planName: (code: string) => string): string {
  const { trialDays, whenTrialEnds: next } = plan;
  const trial = `${count(trialDays, 'day')} of trial`;
  if (next === 'end') return `${trial}, then it ends`;
  if (next === 'renew') return `${trial}, then ${price(plan.price, plan.interval, plan.perSeat)}`;
  return `${trial}, then ${planName(next.switchTo)}`;
}

const DAYS = { day: 1, week: 7, month: 30, year: 365 };
const dailyPrice = ({ price: { amount }, interval: { unit, count: n } }: Plan): number =>
  amount / (DAYS[unit] * n);

/** Sorts plans by their price for a day, the lowest first. */
export const byPrice = (plans: Plan[]): Plan[] => plans.toSorted((a, b) => dailyPrice(a) - dailyPrice(b));
