import { type components, unwrap } from '@tenure/sdk';
import { useLocation } from 'wouter';
import { useAct } from '../api/queries.js';
import { Action } from '../ui/dialog.js';
import { Field, Form } from '../ui/form.js';
import { Section } from '../ui/page.js';
import { useWithCode } from './ask-code.js';
import { useApi } from './context.js';
import { Export } from './export.js';
import { type Business, businessKey } from './reads.js';

/** Changes, suspends, closes and erases a business. */
export function Settings({ business }: { business: Business }) {
  return (
    <>
      {business.closedAt === null && (
        <>
          <Edit business={business} />
          <Export business={business} />
          <Suspend business={business} />
          <Close business={business} />
        </>
      )}
      {business.closedAt !== null && (
        <>
          <Export business={business} />
          <Erase business={business} />
        </>
      )}
    </>
  );
}

function useEdit({ id }: Business, done: string, inForm: boolean) {
  const api = useApi();
  return useAct(
    (body: components['schemas']['EditBusinessDto']) =>
      unwrap(api.PATCH('/v1/admin/businesses/{id}', { params: { path: { id } }, body })),
    { done, changes: [businessKey(id), ['businesses']], inForm },
  );
}

function Edit({ business }: { business: Business }) {
  const edit = useEdit(business, 'It was changed.', true);
  return (
    <Section title="Name and limits">
      <Form
        quiet
        submit="Save"
        onSubmit={(values) => {
          const rateLimit = values.textIfAny('rateLimit');
          return edit.mutateAsync(
            values.changesOf({
              name: values.text('name'),
              externalId: values.textIfAny('externalId') ?? null,
              rateLimit: rateLimit === undefined ? null : Number(rateLimit),
            }),
          );
        }}
      >
        <Field label="Name" name="name" defaultValue={business.name} />
        <Field
          label="Id in your own system"
          name="externalId"
          required={false}
          defaultValue={business.externalId ?? ''}
        />
        <Field
          label="Requests of its bots a minute"
          name="rateLimit"
          type="number"
          required={false}
          defaultValue={business.rateLimit?.toString() ?? ''}
          hint="On each server. If you leave it empty, there is no limit."
        />
      </Form>
    </Section>
  );
}

function Suspend({ business }: { business: Business }) {
  const edit = useEdit(
    business,
    business.suspended ? `${business.name} works again.` : `${business.name} is suspended.`,
    true,
  );
  return (
    <Section title="Suspension">
      <p>
        {business.suspended
          ? 'Requests of its bots and people are refused.'
          : 'All requests of the bots and people of a suspended business are refused. Its cycles go on.'}
      </p>
      <div className="buttons">
        <Action
          label={business.suspended ? 'Let it work again' : 'Suspend it'}
          title={business.suspended ? `Let ${business.name} work again?` : `Suspend ${business.name}?`}
          confirm={business.suspended ? 'Let it work again' : 'Suspend it'}
          danger={!business.suspended}
          onConfirm={() => edit.mutateAsync({ suspended: !business.suspended })}
        >
          <p>
            {business.suspended
              ? 'Its bots and people can work again.'
              : 'All requests of its bots and people are refused at once, until you let it work again. Its cycles go on, with their invoices if it has any.'}
          </p>
        </Action>
      </div>
    </Section>
  );
}

function Close({ business }: { business: Business }) {
  const api = useApi();
  const withCode = useWithCode();
  const close = useAct(
    () =>
      withCode(() =>
        unwrap(api.POST('/v1/admin/businesses/{id}/close', { params: { path: { id: business.id } } })),
      ),
    {
      done: `${business.name} is closed.`,
      changes: [businessKey(business.id), ['businesses']],
      inForm: true,
    },
  );
  return (
    <Section title="Close the business">
      <p>
        The subscription ends at once, the keys are revoked, and its people lose access. The data are kept. To
        erase the data, close the business first.
      </p>
      <div className="buttons">
        <Action
          label="Close the business"
          title={`Close ${business.name}?`}
          confirm={`Close ${business.name}`}
          typed={business.name}
          onConfirm={() => close.mutateAsync(undefined)}
        >
          <p>The subscription ends now and all keys stop working. This cannot be undone.</p>
        </Action>
      </div>
    </Section>
  );
}

function Erase({ business }: { business: Business }) {
  const api = useApi();
  const withCode = useWithCode();
  const [, go] = useLocation();
  const erase = useAct(
    () =>
      withCode(() =>
        unwrap(api.POST('/v1/admin/businesses/{id}/erase', { params: { path: { id: business.id } } })),
      ),
    {
      done: `${business.name} is erased.`,
      changes: [['businesses']],
      inForm: true,
      then: () => go('/businesses'),
    },
  );
  return (
    <Section title="Erase the business">
      <p>This erases all its data, and the accounts of people who belong to no other business.</p>
      <div className="buttons">
        <Action
          label="Erase the business"
          title={`Erase ${business.name}?`}
          confirm={`Erase ${business.name}`}
          typed={business.name}
          onConfirm={() => erase.mutateAsync(undefined)}
        >
          <p>All its data are lost. This cannot be undone.</p>
        </Action>
      </div>
    </Section>
  );
}
