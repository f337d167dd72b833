import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useAct, usePages } from '../api/queries.js';
import { Action, Dialog } from '../ui/dialog.js';
import { Field, Form, Select } from '../ui/form.js';
import { inUnits, Muted, State, When } from '../ui/format.js';
import { List, Load } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { useApi } from './context.js';
import { useKeyOfForm } from './key-of-form.js';
import { type Business, businessKey, useFeatureOf, useFeatures } from './reads.js';
import { useClockNow } from './clocks.js';
import { utc } from './utc.js';

type Credit = components['schemas']['CreditView'];
const keyOf = (id: string) => [...businessKey(id), 'credits'];

/** Lists and grants units that a business has in addition to its plan. */
export function Credits({ business }: { business: Business }) {
  const api = useApi();
  const [granting, setGranting] = useState(false);
  const featureOf = useFeatureOf();
  const now = useClockNow(business.testClockId);
  const path = { id: business.id };
  const credits = usePages(keyOf(business.id), (cursor) =>
    unwrap(api.GET('/v1/admin/businesses/{id}/credits', { params: { path, query: { cursor } } })),
  );
  return (
    <Section
      title="Credits"
      actions={
        business.closedAt === null && (
          <button type="button" className="primary" onClick={() => setGranting(true)}>
            Grant units
          </button>
        )
      }
    >
      <List
        label="Credits"
        query={credits}
        idOf={({ id }) => id}
        empty="No credits. Granted units are used when the plan is used up."
        columns={[
          {
            title: 'Of',
            cell: ({ feature }) => featureOf(feature).name,
          },
          { title: 'Why', cell: ({ reason }) => reason },
          { title: 'State', cell: (credit) => <CreditState of={credit} now={now} /> },
          {
            title: 'Granted',
            numeric: true,
            cell: ({ feature, amount }) => inUnits(amount, featureOf(feature).unit),
          },
          {
            title: 'Left',
            numeric: true,
            cell: ({ feature, remaining }) => inUnits(remaining, featureOf(feature).unit),
          },
          {
            title: '',
            numeric: true,
            cell: (credit) =>
              credit.voidedAt === null &&
              credit.remaining > 0 && <Void business={business} credit={credit} />,
          },
        ]}
      />
      {granting && <Grant business={business} onClose={() => setGranting(false)} />}
    </Section>
  );
}

function CreditState({ of, now }: { of: Credit; now: string | null }) {
  const { voidedAt, expiresAt, remaining } = of;
  if (voidedAt !== null) return <State of="taken back" />;
  if (remaining === 0) return <State of="used up" />;
  if (expiresAt === null) return <State of="active" />;
  return (
    <>
      <State of="expires" /> <When at={expiresAt} now={now} />
    </>
  );
}

function Void({ business, credit }: { business: Business; credit: Credit }) {
  const api = useApi();
  const left = inUnits(credit.remaining, useFeatureOf()(credit.feature).unit);
  const take = useAct(
    () =>
      unwrap(
        api.DELETE('/v1/admin/businesses/{id}/credits/{creditId}', {
          params: { path: { id: business.id, creditId: credit.id } },
        }),
      ),
    { done: 'The units are taken back.', changes: [businessKey(business.id)], inForm: true },
  );
  return (
    <Action
      label="Take back"
      of={`${left} of “${credit.reason}”`}
      className="plain"
      title={`Take ${left} back?`}
      confirm="Take them back"
      onConfirm={() => take.mutateAsync(undefined)}
    >
      <p>
        {business.name} loses the {left} that are left of “{credit.reason}”. What was used stays used.
      </p>
    </Action>
  );
}

function Grant({ business, onClose }: { business: Business; onClose: () => void }) {
  const api = useApi();
  const features = useFeatures();
  const params = { path: { id: business.id }, header: { 'Idempotency-Key': useKeyOfForm() } };
  const grant = useAct(
    (body: components['schemas']['GrantCreditDto']) =>
      unwrap(api.POST('/v1/admin/businesses/{id}/credits', { params, body })),
    { done: 'The units are granted.', changes: [businessKey(business.id)], inForm: true },
  );
  return (
    <Dialog title={`Grant units to ${business.name}`} onClose={onClose}>
      <Load query={features}>
        {(all) => (
          <Form
            submit="Grant them"
            onCancel={onClose}
            onSubmit={async (values) => {
              const expiresAt = values.textIfAny('expiresAt');
              await grant.mutateAsync({
                feature: values.text('feature'),
                amount: Number(values.text('amount')),
                reason: values.text('reason'),
                ...(expiresAt !== undefined && { expiresAt: utc(expiresAt) }),
              });
              onClose();
            }}
          >
            <Select
              label="Of"
              name="feature"
              options={all
                .filter(({ kind }) => kind === 'metered')
                .map(({ key, name }): [string, string] => [key, name])}
            />
            <Field label="Units" name="amount" type="number" />
            <Field label="Why" name="reason" hint="The customer reads this." />
            <Field
              label="They expire at"
              name="expiresAt"
              type="datetime-local"
              required={false}
              hint={<Muted>In UTC. If you leave it empty, they never expire.</Muted>}
            />
          </Form>
        )}
      </Load>
    </Dialog>
  );
}
