import { type components, isProblem, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { fieldErrorsOf, isRefused } from '../api/problems.js';
import { useAct, useRead } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { DueNow } from '../ui/due-now.js';
import { FormContext } from '../ui/fields.js';
import { Field, Form } from '../ui/form.js';
import { date, inUnits, limitInUnits, price, money } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { goToCheckout } from './checkout.js';
import { useSession } from './context.js';
import { explainPayment, Refusal } from './payment-problems.js';
import { trialOf } from './plan-facts.js';
import {
  type Billing,
  type Subscription,
  useBilling,
  useClockNow,
  useFeatureNames,
  usePlanNames,
  useUnits,
  useUsage,
} from './reads.js';

type Plan = components['schemas']['PublicPlanView'];
type Preview = components['schemas']['PlanPreviewView'];
type When = 'now' | 'cycleEnd';

interface Props {
  plan: Plan;
  subscription: Subscription;
  onClose: () => void;
}

/** Shows what a change of plan would do, and then makes the change. */
export function ChangePlan({ plan, subscription, onClose }: Props) {
  const { api } = useSession();
  const featureName = useFeatureNames();
  const unitOf = useUnits();
  const planName = usePlanNames();
  const [when, setWhen] = useState<When | undefined>(undefined);
  /** The seats to buy, as written. If undefined, the number stays as it is, and at least as high as the seats that are taken. */
  const [written, write] = useState<string | undefined>(undefined);
  const seats = written === undefined ? undefined : Number(written);
  // Seats are bought only with a change now. A plan that begins later counts the people at that time.
  const quantity = when === 'cycleEnd' ? undefined : seats;
  const isSeats = quantity === undefined || (Number.isInteger(quantity) && quantity > 0);
  const preview = useRead(
    ['subscription', 'preview', plan.code, when ?? '', quantity ?? ''],
    () =>
      unwrap(
        api.GET('/v1/subscription/plan/preview', {
          params: { query: { planCode: plan.code, when, quantity } },
        }),
      ),
    isSeats,
  );
  const billing = useBilling().data;
  const held = useUsage().data?.data.find(({ feature }) => feature === 'seats')?.used ?? 1;
  const change = useAct(
    ({ when: chosen, dueNow }: Preview) => {
      const body = { planCode: plan.code, when: chosen, quantity, maxAmount: dueNow?.amount };
      return unwrap(api.PUT('/v1/subscription/plan', { body }));
    },
    {
      inForm: true,
      done:
        preview.data?.when === 'cycleEnd'
          ? `The plan changes to ${plan.name} on ${date(preview.data.effectiveAt)}.`
          : `The plan is ${plan.name}.`,
    },
  );
  const isOnClock = useClockNow() !== null;
  /** Without a saved payment method, the provider's page takes one, and what is due now. On a test clock the clock pays. */
  const buys = (found: Preview) =>
    found.paymentRequired &&
    found.when === 'now' &&
    billing?.provider === 'stripe' &&
    billing.card === null &&
    !isOnClock;
  const begins = when ?? preview.data?.when ?? (seats === undefined ? undefined : 'now');
  const sellsSeats =
    plan.perSeat === true && begins === 'now' && billing !== undefined && billing.provider !== 'none';
  const wrong = isSeats ? seatsError(preview.error) : 'must be a whole number, and at least 1';
  return (
    <Dialog title={`Change to ${plan.name}`} onClose={onClose}>
      {subscription.status !== 'ended' && (
        <div className="buttons" role="group" aria-label="When">
          <button type="button" aria-pressed={begins === 'now'} onClick={() => setWhen('now')}>
            Now
          </button>
          <button type="button" aria-pressed={begins === 'cycleEnd'} onClick={() => setWhen('cycleEnd')}>
            On {date(subscription.cycle.endsAt)}
          </button>
        </div>
      )}
      {sellsSeats && (
        <FormContext value={{ errors: wrong === undefined ? {} : { quantity: wrong }, busy: false }}>
          <Field
            label="Seats"
            name="quantity"
            type="number"
            value={written ?? String(Math.max(held, subscription.billing?.quantity ?? 1))}
            onWrite={write}
            hint={`${held} ${held === 1 ? 'is' : 'are'} taken by people and open invitations.`}
          />
        </FormContext>
      )}
      {wrong !== undefined || isRefused(preview.error) ? (
        <>
          {(wrong === undefined || !sellsSeats) && isRefused(preview.error) && (
            <Refusal error={preview.error} />
          )}
          <div className="buttons">
            <button type="button" onClick={onClose}>
              Close
            </button>
          </div>
        </>
      ) : (
        <Load query={preview}>
          {(found) => (
            <Form
              submit={buys(found) ? 'Go on to payment' : submitOf(found, plan, billing?.provider)}
              onCancel={onClose}
              explain={explainPayment}
              onSubmit={async () => {
                const bought = { planCode: plan.code, quantity, maxAmount: found.dueNow?.amount };
                if (buys(found)) return goToCheckout(api, bought);
                await change.mutateAsync(found);
                onClose();
                return undefined;
              }}
            >
              <ul className="plainlist">
                <li>
                  {found.when === 'now' ? 'It begins now' : `It begins on ${date(found.effectiveAt)}`}
                  {found.trial && `, with ${trialOf(plan, planName)}`}.
                </li>
                <li>Price: {price(found.price, found.interval, plan.perSeat)}.</li>
                {found.when === 'now' && (
                  <li>
                    {isSameCycle(found, subscription)
                      ? 'The new limits apply at once. The cycle and what you used stay as they are.'
                      : 'A new cycle begins, and counters go back to zero.'}
                  </li>
                )}
              </ul>
              {found.dueNow !== null && <DueNow of={found.dueNow} label="Due now" />}
              {found.overLimit.map(({ feature, used, limit: most }) => (
                <p key={feature} className="alert warn">
                  {featureName(feature)}: you have {inUnits(used, unitOf(feature))}, and {plan.name} has{' '}
                  {limitInUnits(most, unitOf(feature))}. What you have stays, but nothing can be added.
                </p>
              ))}
            </Form>
          )}
        </Load>
      )}
    </Dialog>
  );
}

/** What is wrong with the seats, to be shown at their field. Undefined for a refusal that is about something else. */
function seatsError(error: unknown): string | undefined {
  if (isProblem(error, 'wrong_state') && error.problem.state.includes('seats')) return error.problem.detail;
  return fieldErrorsOf(error)['quantity'];
}

/** The text of the button. If money comes by bank transfer, the plan begins when the invoice is paid. */
function submitOf(
  { when, effectiveAt, dueNow }: Preview,
  { name }: Plan,
  provider?: Billing['provider'],
): string {
  if (when === 'cycleEnd') return `Change on ${date(effectiveAt)}`;
  if (dueNow === null || dueNow.amount === 0) return `Change to ${name} now`;
  return provider === 'manual' ? `Get an invoice of ${money(dueNow)}` : `Pay ${money(dueNow)} and change`;
}

/** Whether the change keeps the running cycle. It does if the interval stays the same. */
const isSameCycle = (found: Preview, { status, interval }: Subscription): boolean =>
  status === 'active' &&
  !found.trial &&
  interval?.unit === found.interval.unit &&
  interval.count === found.interval.count;
