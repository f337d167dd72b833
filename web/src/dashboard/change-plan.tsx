import { type components, TenureError, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useAct, useRead } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { DueNow } from '../ui/due-now.js';
import { Form } from '../ui/form.js';
import { count, date, inUnits, limitInUnits, price, money } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { goToCheckout } from './checkout.js';
import { useSession } from './context.js';
import { explainPayment } from './payment-problems.js';
import { type Billing, type Subscription, useBilling, useFeatureNames, useUnits } from './reads.js';

type Plan = components['schemas']['PublicPlanView'];
type Preview = components['schemas']['PlanPreviewView'];
type When = 'now' | 'cycleEnd';

interface Props {
  plan: Plan;
  subscription: Subscription;
  onClose: () => void;
}

/** Shows what a change of plan would do before it is done. */
export function ChangePlan({ plan, subscription, onClose }: Props) {
  const { api } = useSession();
  const featureName = useFeatureNames();
  const unitOf = useUnits();
  const [when, setWhen] = useState<When | undefined>(undefined);
  const preview = useRead(['subscription', 'preview', plan.code, when ?? ''], () =>
    unwrap(api.GET('/v1/subscription/plan/preview', { params: { query: { planCode: plan.code, when } } })),
  );
  const billing = useBilling().data;
  const change = useAct(
    ({ when: chosen, dueNow }: Preview) => {
      const body = { planCode: plan.code, when: chosen, maxAmount: dueNow?.amount };
      return unwrap(api.PUT('/v1/subscription/plan', { body }));
    },
    { inForm: true, done: `The plan is ${plan.name}.` },
  );
  /** Without a saved card, the provider's page takes a card and the amount that is due now. */
  const buys = (found: Preview) =>
    found.paymentRequired && found.when === 'now' && billing?.provider === 'stripe' && billing.card === null;
  return (
    <Dialog title={`Change to ${plan.name}`} onClose={onClose}>
      {subscription.status !== 'ended' && (
        <div className="buttons" role="group" aria-label="When">
          <button
            type="button"
            aria-pressed={(when ?? preview.data?.when) === 'now'}
            onClick={() => setWhen('now')}
          >
            Now
          </button>
          <button
            type="button"
            aria-pressed={(when ?? preview.data?.when) === 'cycleEnd'}
            onClick={() => setWhen('cycleEnd')}
          >
            On {date(subscription.cycle.endsAt)}
          </button>
        </div>
      )}
      {isRefused(preview.error) ? (
        <Refused error={preview.error} onClose={onClose} />
      ) : (
        <Load query={preview}>
          {(found) => (
            <Form
              submit={buys(found) ? 'Go on to payment' : submitOf(found, plan, billing?.provider)}
              onCancel={onClose}
              explain={explainPayment}
              onSubmit={async () => {
                if (buys(found))
                  return goToCheckout(api, { planCode: plan.code, maxAmount: found.dueNow?.amount });
                await change.mutateAsync(found);
                onClose();
                return undefined;
              }}
            >
              <ul className="plainlist">
                <li>
                  {found.when === 'now' ? 'It begins now' : `It begins on ${date(found.effectiveAt)}`}
                  {found.trial && `, with ${count(plan.trialDays, 'day')} of trial`}.
                </li>
                <li>Price: {price(found.price, found.interval)}.</li>
                {found.when === 'now' && (
                  <li>
                    {isSameCycle(found, subscription)
                      ? 'The new limits hold at once. The cycle and what you used stay as they are.'
                      : 'A new cycle begins, and counters go back to zero.'}
                  </li>
                )}
              </ul>
              {found.dueNow !== null && <DueNow of={found.dueNow} label="Due now" />}
              {found.overLimit.map(({ feature, used, limit: most }) => (
                <p key={feature} className="alert warn">
                  {featureName(feature)}: you have {inUnits(used, unitOf(feature))}, and {plan.name} has{' '}
                  {limitInUnits(most, unitOf(feature))}. What you have stays, and nothing can be added.
                </p>
              ))}
            </Form>
          )}
        </Load>
      )}
    </Dialog>
  );
}

/** What the button does. Where money comes by transfer, the plan begins when the invoice is paid. */
function submitOf(
  { when, effectiveAt, dueNow }: Preview,
  { name }: Plan,
  provider?: Billing['provider'],
): string {
  if (when === 'cycleEnd') return `Change on ${date(effectiveAt)}`;
  if (dueNow === null || dueNow.amount === 0) return `Change to ${name} now`;
  return provider === 'manual' ? `Get an invoice of ${money(dueNow)}` : `Pay ${money(dueNow)} and change`;
}

/** Where the interval stays the same, so do the boundaries of the cycle. */
const isSameCycle = (found: Preview, { status, interval }: Subscription): boolean =>
  status === 'active' &&
  !found.trial &&
  interval?.unit === found.interval.unit &&
  interval.count === found.interval.count;

const isRefused = (error: unknown): boolean =>
  error instanceof TenureError && error.status >= 400 && error.status < 429;

function Refused({ error, onClose }: { error: unknown; onClose: () => void }) {
  return (
    <>
      <p className="alert warn">{explainPayment(error) ?? (error as TenureError).problem.detail}</p>
      <div className="buttons">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </>
  );
}
