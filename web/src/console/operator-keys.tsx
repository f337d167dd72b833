import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useAct, usePages } from '../api/queries.js';
import { CreateKey, KeySecret, type MadeKey } from '../ui/key-dialogs.js';
import { KeyList } from '../ui/keys.js';
import { Section } from '../ui/page.js';
import { useWithCode } from './ask-code.js';
import { useApi } from './context.js';

type Scope = components['schemas']['OperatorKeyView']['scopes'][number];
const KEY = ['operator-keys'];
const OPTIONS = { changes: [KEY], inForm: true };

const SCOPES: [Scope, string][] = [
  ['admin', 'do all that you may do, except the work of bots'],
  ['usage:write', 'spend, for any business'],
  ['usage:refund', 'refund, for any business'],
  ['usage:read', 'read usage, of any business'],
  ['allocations:write', 'hold and release, for any business'],
  ['events:read', 'read events'],
  ['auth:forward', 'send the network address of a person'],
  ['portal:write', 'open the dashboard as a member'],
];

/** Lists and makes operator keys, which programs of the operators use. */
export function OperatorKeys() {
  const api = useApi();
  const withCode = useWithCode();
  const [creating, setCreating] = useState(false);
  const keys = usePages(KEY, (cursor) =>
    unwrap(api.GET('/v1/admin/operators/keys', { params: { query: { cursor } } })),
  );
  const rotate = useAct(
    ({ keyId, overlapSeconds }: { keyId: string; overlapSeconds: number }) =>
      withCode(() =>
        unwrap(
          api.POST('/v1/admin/operators/keys/{keyId}/rotate', {
            params: { path: { keyId } },
            body: { overlapSeconds },
          }),
        ),
      ),
    { ...OPTIONS, secret: true },
  );
  const revoke = useAct(
    (keyId: string) =>
      withCode(() => unwrap(api.DELETE('/v1/admin/operators/keys/{keyId}', { params: { path: { keyId } } }))),
    { ...OPTIONS, done: 'The key is revoked.' },
  );
  return (
    <Section
      title="Keys of programs"
      actions={
        <button type="button" onClick={() => setCreating(true)}>
          Create a key
        </button>
      }
    >
      <KeyList
        label="Operator keys"
        query={keys}
        empty="No key. Create one for a program of your own."
        owners={[
          { title: 'Acts as', long: true, cell: ({ operator }) => operator?.email ?? 'a program' },
          { title: 'Made by', long: true, cell: ({ madeBy }) => madeBy?.email ?? 'a removed operator' },
        ]}
        may={({ scopes }) => scopes.join(', ')}
        rotate={(key, overlapSeconds) => rotate.mutateAsync({ keyId: key.id, overlapSeconds })}
        revoke={(key) => revoke.mutateAsync(key.id)}
      />
      {creating && <NewKey onClose={() => setCreating(false)} />}
    </Section>
  );
}

/** Makes a key, and shows it once. */
function NewKey({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const withCode = useWithCode();
  const [made, setMade] = useState<MadeKey | null>(null);
  const create = useAct(
    (body: components['schemas']['CreateOperatorKeyDto']) =>
      withCode(() => unwrap(api.POST('/v1/admin/operators/keys', { body }))),
    { ...OPTIONS, secret: true },
  );
  if (made !== null) return <KeySecret of={made} onStored={onClose} />;
  return (
    <CreateKey
      hint="Such as the program that uses it."
      named
      scopes={SCOPES}
      create={({ name = '', ...rest }) => create.mutateAsync({ name, ...rest })}
      onClose={onClose}
      onMade={setMade}
    />
  );
}
