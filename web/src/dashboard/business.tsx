import { type components, unwrap } from '@tenure/sdk';
import { useAct } from '../api/queries.js';
import { Action } from '../ui/dialog.js';
import { Field, Form } from '../ui/form.js';
import { Day, State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { reload } from '../ui/mailed-token.js';
import { Facts, Page, Section } from '../ui/page.js';
import { sayAfterLoad } from '../ui/toasts.js';
import { useRole, useSession } from './context.js';
import { useBusiness } from './reads.js';

export function BusinessPage() {
  const { api } = useSession();
  const { role, isAtLeast } = useRole();
  const business = useBusiness();
  const rename = useAct(
    (body: components['schemas']['RenameBusinessDto']) => unwrap(api.PATCH('/v1/business', { body })),
    {
      inForm: true,
      // The switcher shows the name, too.
      then: () => {
        sayAfterLoad('The business was renamed.');
        reload();
      },
    },
  );
  const close = useAct(() => unwrap(api.POST('/v1/business/close')), {
    changes: [],
    inForm: true,
    // The person stays logged in, and sees the other businesses.
    then: () => {
      sayAfterLoad('The business is closed.');
      location.assign('/app/');
    },
  });
  return (
    <Page title="Business">
      <Load query={business}>
        {(found) => (
          <>
            <Section title={found.name}>
              <Facts
                of={[
                  ['Your role', role],
                  ['State', <State key="state" of={found.suspended ? 'suspended' : 'active'} />],
                  ['Since', <Day key="day" at={found.createdAt} />],
                  ['Id, for support', <code key="id">{found.id}</code>],
                ]}
              />
            </Section>
            {isAtLeast('admin') && (
              <Section title="Name">
                <Form
                  quiet
                  submit="Save"
                  onSubmit={(values) => rename.mutateAsync(values.changesOf({ name: values.text('name') }))}
                >
                  <Field label="Name of the business" name="name" defaultValue={found.name} />
                </Form>
              </Section>
            )}
            {isAtLeast('owner') && (
              <Section title="Close the business">
                <p>
                  Closing ends the subscription at once, and stops all keys. Nobody can work in {found.name}{' '}
                  any more. To hand it over instead, make another member the owner on the team page.
                </p>
                <div className="buttons">
                  <Action
                    label="Close the business"
                    title={`Close ${found.name}?`}
                    confirm={`Close ${found.name}`}
                    typed={found.name}
                    onConfirm={() => close.mutateAsync(undefined)}
                  >
                    <p>The subscription ends now and all keys stop working. This cannot be undone.</p>
                  </Action>
                </div>
              </Section>
            )}
          </>
        )}
      </Load>
    </Page>
  );
}
