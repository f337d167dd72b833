import { unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useAct, usePages } from '../api/queries.js';
import { CreateKey, KeySecret, type MadeKey } from '../ui/key-dialogs.js';
import { KeyList } from '../ui/keys.js';
import { Section } from '../ui/page.js';
import { useSession } from './context.js';
import { useClockNow } from './reads.js';
import { type Scope, scopeNames, SCOPES } from './scopes.js';

const OPTIONS = { changes: [['bots']], inForm: true };

/** Lists the keys of a bot. */
export function Keys({ botId: id }: { botId: string }) {
  const { api } = useSession();
  const keys = usePages(['bots', id, 'keys'], (cursor) =>
    unwrap(api.GET('/v1/bots/{id}/keys', { params: { path: { id }, query: { cursor } } })),
  );
  const rotate = useAct(
    ({ keyId, overlapSeconds }: { keyId: string; overlapSeconds: number }) =>
      unwrap(
        api.POST('/v1/bots/{id}/keys/{keyId}/rotate', {
          params: { path: { id, keyId } },
          body: { overlapSeconds },
        }),
      ),
    { ...OPTIONS, secret: true },
  );
  const revoke = useAct(
    (keyId: string) => unwrap(api.DELETE('/v1/bots/{id}/keys/{keyId}', { params: { path: { id, keyId } } })),
    { ...OPTIONS, done: 'The key is revoked.' },
  );
  return (
    <Section title="Keys">
      <KeyList
        label="Keys"
        query={keys}
        empty="No key yet. Create one for the program that this bot stands for."
        may={({ scopes }) => scopeNames(scopes)}
        rotate={(key, overlapSeconds) => rotate.mutateAsync({ keyId: key.id, overlapSeconds })}
        revoke={(key) => revoke.mutateAsync(key.id)}
      />
    </Section>
  );
}

interface NewKeyProps {
  botId: string;
  /** The scopes of the bot. Its keys may have no others. */
  scopes: Scope[];
  onClose: () => void;
}

/** Makes a key, and shows it once. */
export function NewKey({ botId, scopes, onClose }: NewKeyProps) {
  const { api } = useSession();
  const now = useClockNow();
  const [made, setMade] = useState<MadeKey | null>(null);
  const create = useAct(
    (body: { name?: string; scopes: Scope[]; expiresAt?: string }) =>
      unwrap(api.POST('/v1/bots/{id}/keys', { params: { path: { id: botId } }, body })),
    { ...OPTIONS, secret: true },
  );
  if (made !== null) return <KeySecret of={made} onStored={onClose} />;
  return (
    <CreateKey
      hint="Such as the place where it is stored."
      named={false}
      scopes={SCOPES.filter(([scope]) => scopes.includes(scope))}
      checked={scopes}
      now={now}
      create={create.mutateAsync}
      onClose={onClose}
      onMade={setMade}
    />
  );
}
