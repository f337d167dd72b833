import type { components } from '@tenure/sdk';
import { count, limitInUnits, price } from '../ui/format.js';
import { useFeatureNames, useUnits } from './reads.js';

type Plan = components['schemas']['PublicPlanView'];

/** Shows what a plan costs and includes. */
export function PlanFacts({ plan, plans }: { plan: Plan; plans: Plan[] }) {
  const nameOf = useFeatureNames();
  const unitOf = useUnits();
  // Every card has the same lines, so that people can compare the plans.
  const shown = [...new Set(plans.flatMap(({ limits }) => Object.keys(limits)))].toSorted();
  const isSwitch = (feature: string) => plans.some(({ limits }) => typeof limits[feature] === 'boolean');
  return (
    <>
      <span className="amount">{price(plan.price, plan.interval, plan.perSeat)}</span>
      {plan.description !== '' && <span className="muted">{plan.description}</span>}
      {plans.some(({ trialDays }) => trialDays > 0) && (
        <span>{plan.trialDays > 0 ? `${count(plan.trialDays, 'day')} of trial` : 'No trial'}</span>
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
                    unitOf(feature),
                  )}
            </strong>
          </li>
        ))}
      </ul>
    </>
  );
}

const DAYS = { day: 1, week: 7, month: 30, year: 365 };
const dailyPrice = ({ price: { amount }, interval: { unit, count: n } }: Plan): number =>
  amount / (DAYS[unit] * n);

/** Sorts plans by their price for a day, the lowest first. */
export const byPrice = (plans: Plan[]): Plan[] => plans.toSorted((a, b) => dailyPrice(a) - dailyPrice(b));
