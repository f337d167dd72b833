import { unwrap } from '@tenure/sdk';
import { isRefused } from '../api/problems.js';
import { useAct, useRead } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { Form } from '../ui/form.js';
import { price } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Money, OverLimit, Refused } from './change-plan.js';
import { useApi } from './context.js';
import { type Business, businessKey, type Subscription, usePlans } from './reads.js';

interface Props {
  business: Business;
  of: Subscription;
  onClose: () => void;
}

/** Shows what the newest terms of the present plan would do, and then applies them. */
export function NewestTerms({ business, of, onClose }: Props) {
  const api = useApi();
  const path = { id: business.id };
  const request = { planCode: of.plan.code, terms: 'newest' } as const;
  const preview = useRead([...businessKey(business.id), 'preview', of.plan.code, 'newest'], () =>
    unwrap(
      api.GET('/v1/admin/businesses/{id}/subscription/plan/preview', { params: { path, query: request } }),
    ),
  );
  const take = useAct(
    () => unwrap(api.PUT('/v1/admin/businesses/{id}/subscription', { params: { path }, body: request })),
    {
      done: `It is on the newest terms of ${of.plan.name}.`,
      changes: [businessKey(business.id)],
      inForm: true,
    },
  );
  // The price per seat of the newest terms can differ from that of the terms in force.
  const newest = usePlans().data?.find(({ code }) => code === of.plan.code);
  return (
    <Dialog title={`Take the newest terms of ${of.plan.name}?`} onClose={onClose}>
      {isRefused(preview.error) ? (
        <Refused error={preview.error} onClose={onClose} />
      ) : (
        <Load query={preview}>
          {(found) => (
            <Form
              submit="Take them now"
              onCancel={onClose}
              onSubmit={async () => {
                await take.mutateAsync(undefined);
                onClose();
              }}
            >
              <ul className="plainlist">
                <li>The newest price and limits apply at once. The cycle and what was used stay.</li>
                <li>Price: {price(found.price, found.interval, newest?.perSeat)}.</li>
              </ul>
              <TakenBack of={of} />
              <OverLimit of={found} planName={of.plan.name} />
              <Money of={found} subscription={of} />
            </Form>
          )}
        </Load>
      )}
    </Dialog>
  );
}

/** A request that names the present plan takes back what the customer has planned for the end of the cycle. */
function TakenBack({ of: { plan, pendingPlan, cancelAtCycleEnd } }: { of: Subscription }) {
  return (
    <>
      {cancelAtCycleEnd && <p className="alert warn">The cancel is taken back, and {plan.name} goes on.</p>}
      {pendingPlan !== null && (
        <p className="alert warn">
          The change to {pendingPlan.name} is taken back, and {plan.name} goes on.
        </p>
      )}
    </>
  );
}
