import { type components, unwrap } from '@tenure/sdk';
import { useAct, useRead } from '../api/queries.js';
import { Field, Form } from '../ui/form.js';
import { Load } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { useSession } from './context.js';

type Profile = components['schemas']['BillingProfileDto'];

/** Edits the payer that invoices name. */
export function BillingProfile() {
  const { api } = useSession();
  const profile = useRead(['billing', 'profile'], () => unwrap(api.GET('/v1/billing/profile')));
  const save = useAct(
    async (changes: Profile) => {
      // A write replaces the whole profile, and somebody else can have changed another field meanwhile.
      const { netDays: _, ...present } = await unwrap(api.GET('/v1/billing/profile'));
      return unwrap(api.PUT('/v1/billing/profile', { body: { ...present, ...changes } }));
    },
    { done: 'New invoices will show this.', changes: [['billing', 'profile']], inForm: true },
  );
  return (
    <Section title="Billing details">
      <Load query={profile}>
        {({ name, address, country, postalCode, taxId, email }) => (
          <Form
            quiet
            submit="Save"
            onSubmit={(values) =>
              save.mutateAsync(
                values.changesOf({
                  name: values.textIfAny('name') ?? null,
                  address: values.textIfAny('address') ?? null,
                  country: values.textIfAny('country')?.toUpperCase() ?? null,
                  postalCode: values.textIfAny('postalCode') ?? null,
                  taxId: values.textIfAny('taxId') ?? null,
                  email: values.textIfAny('email') ?? null,
                }),
              )
            }
          >
            <Field
              label="Name"
              name="name"
              required={false}
              autoComplete="organization"
              defaultValue={name ?? ''}
              hint="If you leave it empty, the name of the business is used."
            />
            <Field
              label="Address"
              name="address"
              required={false}
              autoComplete="street-address"
              defaultValue={address ?? ''}
              lines={3}
            />
            <Field
              label="Postal code"
              name="postalCode"
              required={false}
              autoComplete="postal-code"
              defaultValue={postalCode ?? ''}
            />
            <Field
              label="Country"
              name="country"
              required={false}
              autoComplete="country"
              defaultValue={country ?? ''}
              hint="Two letters, such as DE. Taxes need it; in the US and Canada (CA) they need the postal code, too."
            />
            <Field label="Tax number" name="taxId" required={false} defaultValue={taxId ?? ''} />
            <Field
              label="E-mail for invoices"
              name="email"
              type="email"
              required={false}
              autoComplete="email"
              defaultValue={email ?? ''}
              hint="We send mails about money there. If you leave it empty, they go to the owner."
            />
          </Form>
        )}
      </Load>
    </Section>
  );
}
