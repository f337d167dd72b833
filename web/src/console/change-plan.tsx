import { type components, type TenureError, unwrap } from '@tenure/sdk';
import { useId, useState } from 'react';
import { useConfig } from '../api/config.js';
import { isRefused, messageOf } from '../api/problems.js';
import { useAct, useRead } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { DueNow } from '../ui/due-now.js';
import { Form } from '../ui/form.js';
import { count, date, Day, inUnits, limitInUnits, price } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { useApi } from './context.js';
import { type Business, businessKey, type Plan, type Subscription, useFeatureOf, usePlans } from './reads.js';

type Preview = components['schemas']['PlanPreviewView'];
type When = 'now' | 'cycleEnd';

interface Props {
  business: Business;
  /** The present or the last subscription; absent for a business that never had one. */
  subscription?: Subscription;
  onClose: () => void;
}

/** Shows what a change of plan would do, and then makes the change. */
export function ChangePlan({ business, subscription, onClose }: Props) {
  const plans = usePlans();
  return (
    <Dialog title={`Change the plan of ${business.name}`} onClose={onClose}>
      <Load query={plans}>
        {(all) => (
          <Choose
            plans={all.filter((plan) => plan.archivedAt === null && isAnother(plan, subscription))}
            business={business}
            subscription={subscription}
            onClose={onClose}
          />
        )}
      </Load>
    </Dialog>
  );
}

const isLive = (subscription: Subscription | undefined): subscription is Subscription =>
  subscription !== undefined && subscription.status !== 'ended';

const isAnother = (plan: Plan, subscription: Subscription | undefined): boolean =>
  !isLive(subscription) || plan.code !== subscription.plan.code;

function Choose({ plans, business, subscription, onClose }: Props & { plans: Plan[] }) {
  const [code, setCode] = useState('');
  const [when, setWhen] = useState<When>('now');
  const id = useId();
  const chosen = plans.find((plan) => plan.code === code);
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}p`}>Plan</label>
        <select id={`${id}p`} value={code} onChange={({ target }) => setCode(target.value)}>
          <option value="">Choose a plan</option>
          {plans.map((plan) => (
            <option key={plan.code} value={plan.code}>
              {plan.name}, {price(plan.price, plan.interval, plan.perSeat)}
            </option>
          ))}
        </select>
      </div>
      {isLive(subscription) && (
        <div className="field">
          <label htmlFor={`${id}w`}>When</label>
          <select id={`${id}w`} value={when} onChange={({ target }) => setWhen(target.value as When)}>
            <option value="now">Now</option>
            <option value="cycleEnd">On {date(subscription.cycle.endsAt)}, when the cycle ends</option>
          </select>
        </div>
      )}
      {chosen === undefined ? (
        <div className="buttons">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      ) : (
        <Previewed
          key={`${code} ${when}`}
          plan={chosen}
          when={when}
          business={business}
          subscription={subscription}
          onClose={onClose}
        />
      )}
    </>
  );
}

function Previewed({ plan, when, business, subscription, onClose }: Props & { plan: Plan; when: When }) {
  const api = useApi();
  const [trial, setTrial] = useState(false);
  const path = { id: business.id };
  // The request contains only what the form shows: no `when` if no cycle runs.
  const asked = isLive(subscription) ? { when } : {};
  const preview = useRead([...businessKey(business.id), 'preview', plan.code, when], () =>
    unwrap(
      api.GET('/v1/admin/businesses/{id}/subscription/plan/preview', {
        params: { path, query: { planCode: plan.code, ...asked } },
      }),
    ),
  );
  const change = useAct(
    () =>
      unwrap(
        api.PUT('/v1/admin/businesses/{id}/subscription', {
          params: { path },
          body: { planCode: plan.code, ...asked, ...(trial && { trial }) },
        }),
      ),
    {
      done:
        preview.data?.when === 'cycleEnd'
          ? `The plan of ${business.name} changes on ${date(preview.data.effectiveAt)}.`
          : `The plan of ${business.name} was changed.`,
      changes: [businessKey(business.id)],
      inForm: true,
    },
  );
  if (isRefused(preview.error)) return <Refused error={preview.error} onClose={onClose} />;
  return (
    <Load query={preview}>
      {(found) => (
        <Form
          submit={
            found.when === 'now' ? `Change to ${plan.name} now` : `Change on ${date(found.effectiveAt)}`
          }
          onCancel={onClose}
          onSubmit={async () => {
            await change.mutateAsync(undefined);
            onClose();
          }}
        >
          <Effect of={found} plan={plan} />
          {/* The preview knows the change without the trial. */}
          {!trial && <Money of={found} subscription={subscription} />}
          {found.when === 'now' && plan.trialDays > 0 && (
            <label className="check">
              <input type="checkbox" checked={trial} onChange={({ target }) => setTrial(target.checked)} />
              Begin with its trial of {count(plan.trialDays, 'day')}
            </label>
          )}
        </Form>
      )}
    </Load>
  );
}

/** Shows why a previewed change would be refused. */
export function Refused({ error, onClose }: { error: TenureError; onClose: () => void }) {
  return (
    <>
      <p className="alert warn">{messageOf(error)}</p>
      <div className="buttons">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </>
  );
}

function Effect({ of, plan }: { of: Preview; plan: Plan }) {
  return (
    <>
      <ul className="plainlist">
        <li>
          {of.when === 'now' ? (
            'It begins now.'
          ) : (
            <>
              It begins on <Day at={of.effectiveAt} />.
            </>
          )}
        </li>
        <li>Price: {price(of.price, of.interval, plan.perSeat)}.</li>
        {of.trial && <li>It begins with a trial of {count(plan.trialDays, 'day')}.</li>}
      </ul>
      <OverLimit of={of} planName={plan.name} />
    </>
  );
}

/** Names what is in use above the limits of the plan. */
export function OverLimit({ of, planName }: { of: Preview; planName: string }) {
  const featureOf = useFeatureOf();
  return of.overLimit.map(({ feature, used, limit: most }) => (
    <p key={feature} className="alert warn">
      {featureOf(feature).name}: {inUnits(used, featureOf(feature).unit)} in use, and {planName} has{' '}
      {limitInUnits(most, featureOf(feature).unit)}. What exists stays, but nothing can be added.
    </p>
  ));
}

/** What the change invoices now, if money is collected. */
export function Money({ of: { when, dueNow }, subscription }: { of: Preview; subscription?: Subscription }) {
  const { payments } = useConfig();
  if (when !== 'now') return null;
  if (dueNow !== null) return <DueNow of={dueNow} label="Invoiced now" />;
  if (payments === 'none') return null;
  return (
    <p className="muted">
      {isLive(subscription) && subscription.billing !== undefined
        ? 'Nothing is invoiced now.'
        : 'Nothing is invoiced, because no money is collected from this business. First turn on invoices under “Change the terms”.'}
    </p>
  );
}
