import { unwrap } from '@tenure/sdk';
import { useAct } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { Field, Form, Select } from '../ui/form.js';
import { date } from '../ui/format.js';
import { useApi } from './context.js';
import { type Business, businessKey, type Subscription } from './reads.js';
import { utc } from './utc.js';

interface Props {
  business: Business;
  of: Subscription;
  onClose: () => void;
}

/** Cancels a subscription, now or at the end of its cycle. */
export function Cancel({ business, of, onClose }: Props) {
  const api = useApi();
  const cancel = useAct(
    (when: 'now' | 'cycleEnd') =>
      unwrap(
        api.POST('/v1/admin/businesses/{id}/subscription/cancel', {
          params: { path: { id: business.id } },
          body: { when },
        }),
      ),
    { done: 'The subscription is canceled.', changes: [businessKey(business.id)], inForm: true },
  );
  return (
    <Dialog title={`Cancel ${of.plan.name} of ${business.name}?`} onClose={onClose}>
      <Form
        submit="Cancel the subscription"
        danger
        onCancel={onClose}
        cancel="Do not cancel"
        onSubmit={async (values) => {
          await cancel.mutateAsync(values.text('when') === 'now' ? 'now' : 'cycleEnd');
          onClose();
        }}
      >
        <Select
          label="When"
          name="when"
          options={[
            ['cycleEnd', `On ${date(of.cycle.endsAt)}, when the cycle ends`],
            ['now', 'Now'],
          ]}
          hint="After that nothing can be used. Until then it can be resumed."
        />
      </Form>
    </Dialog>
  );
}

export function ExtendTrial({ business, of, onClose }: Props) {
  const api = useApi();
  const extend = useAct(
    (endsAt: string) =>
      unwrap(
        api.POST('/v1/admin/businesses/{id}/subscription/trial', {
          params: { path: { id: business.id } },
          body: { endsAt },
        }),
      ),
    { done: 'The trial ends later.', changes: [businessKey(business.id)], inForm: true },
  );
  return (
    <Dialog title="Extend the trial" onClose={onClose}>
      <Form
        submit="Extend it"
        onCancel={onClose}
        onSubmit={async (values) => {
          await extend.mutateAsync(utc(values.text('endsAt')));
          onClose();
        }}
      >
        <Field
          label="It ends at"
          name="endsAt"
          type="datetime-local"
          defaultValue={(of.trialEndsAt ?? of.cycle.endsAt).slice(0, 16)}
          hint="In UTC. The cycle that follows begins then."
        />
      </Form>
    </Dialog>
  );
}
