import { type components, unwrap } from '@tenure/sdk';
import { useAct } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { Checks, Field, Form, type Values } from '../ui/form.js';
import { useSession } from './context.js';
import { type Scope, SCOPES } from './scopes.js';

interface Props {
  of: components['schemas']['MemberView'];
  onClose: () => void;
}

/** Renames a bot, and sets what its keys may do at most. */
export function EditBot({ of, onClose }: Props) {
  const { api } = useSession();
  const edit = useAct(
    async (values: Values) => {
      const params = { path: { id: of.id } };
      // Somebody else can have taken another scope away meanwhile.
      const { scopes } = await unwrap(api.GET('/v1/members/{id}', { params }));
      const body = values.changesOf({
        name: values.text('name'),
        scopes: values.listIn<Scope>('scopes', scopes ?? []),
      });
      return unwrap(api.PATCH('/v1/bots/{id}', { params, body }));
    },
    { done: 'The bot was changed.', changes: [['bots']], inForm: true },
  );
  return (
    <Dialog title={`Edit ${of.name}`} onClose={onClose}>
      <Form
        submit="Save"
        onCancel={onClose}
        onSubmit={async (values) => {
          await edit.mutateAsync(values);
          onClose();
        }}
      >
        <Field label="Name" name="name" defaultValue={of.name} />
        <Checks legend="Its keys may" name="scopes" options={SCOPES} checked={of.scopes ?? []} />
        <p className="muted">
          This applies from the next request on. A key never gets more than it was made with.
        </p>
      </Form>
    </Dialog>
  );
}
