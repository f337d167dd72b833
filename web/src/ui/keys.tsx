import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PageOf } from '../api/queries.js';
import { Action } from './dialog.js';
import { When } from './format.js';
import { KeySecret, type MadeKey, RotateKey } from './key-dialogs.js';
import { type Column, List } from './list.js';

/** The fields that every API key has, of bots and of operators. */
interface Key {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
}

interface KeyListProps<Item extends Key> {
  label: string;
  query: UseInfiniteQueryResult<InfiniteData<PageOf<Item>>>;
  empty: ReactNode;
  /** What a key may do, in words. */
  may: (key: Item) => ReactNode;
  /** Columns for the people of each key, if the list has keys of several. */
  owners?: Column<Item>[];
  /** Makes the key that replaces another key. Absent if the reader may not do that. */
  rotate?: (key: Item, overlapSeconds: number) => Promise<MadeKey>;
  revoke: (key: Item) => Promise<unknown>;
}

/** Lists API keys with their actions. The keys themselves are not shown, because nobody can read them again. */
export function KeyList<Item extends Key>({ may, owners = [], rotate, revoke, ...list }: KeyListProps<Item>) {
  const [rotating, setRotating] = useState<Item | null>(null);
  const [made, setMade] = useState<MadeKey | null>(null);
  return (
    <>
      <List<Item>
        {...list}
        idOf={({ id }) => id}
        columns={[
          { title: 'Name', long: true, cell: ({ name }) => name },
          ...owners,
          {
            title: 'Key',
            cell: ({ prefix, lastFour }) => (
              <code>
                {prefix}…{lastFour}
              </code>
            ),
          },
          { title: 'May', cell: may },
          { title: 'Last used', cell: ({ lastUsedAt }) => <When at={lastUsedAt} /> },
          { title: 'Expires', cell: ({ expiresAt }) => <When at={expiresAt} /> },
          {
            title: '',
            numeric: true,
            cell: (key) => (
              <div className="buttons">
                {rotate !== undefined && (
                  <button type="button" className="plain" onClick={() => setRotating(key)}>
                    Rotate<span className="hidden"> {key.name}</span>
                  </button>
                )}
                <Action
                  label="Revoke"
                  of={key.name}
                  className="plain"
                  title={`Revoke ${key.name}?`}
                  confirm="Revoke the key"
                  onConfirm={() => revoke(key)}
                >
                  <p>
                    The key that ends in {key.lastFour} stops working at once. Programs that use it are
                    refused. This cannot be undone.
                  </p>
                </Action>
              </div>
            ),
          },
        ]}
      />
      {rotating !== null && rotate !== undefined && (
        <RotateKey
          of={rotating}
          rotate={(overlapSeconds) => rotate(rotating, overlapSeconds)}
          onClose={() => setRotating(null)}
          onMade={(key) => {
            setRotating(null);
            setMade(key);
          }}
        />
      )}
      {made !== null && <KeySecret of={made} onStored={() => setMade(null)} />}
    </>
  );
}
