import type { components } from '@tenure/sdk';
import type { QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { type PageOf, useAct, usePages } from '../api/queries.js';
import { Button } from './button.js';
import { dayOf, DayFilter, Filter } from './filter.js';
import { sentence, When } from './format.js';
import { type Column, List } from './list.js';
import { saveFile } from './save-file.js';

export type AuditEntry = components['schemas']['AuditEntryView'];

/** The filters of the audit log. */
export interface AuditFilters {
  actor?: string;
  action?: string;
  from?: string;
  to?: string;
}

interface Props<Entry extends AuditEntry> {
  queryKey: QueryKey;
  /** The kinds of actors, and their names here. */
  actors: readonly (readonly [value: string, text: string])[];
  read: (query: AuditFilters & { cursor: string | undefined }) => Promise<PageOf<Entry>>;
  /** Reads the list as a file, if that is possible. */
  readCsv?: (query: AuditFilters) => Promise<string>;
  /** More filters. */
  filters?: ReactNode;
  /** A column for the owner of each entry, if the list has several owners. */
  owner?: Column<Entry>;
}

/** Lists who changed what. The filters are in the address of the page. */
export function AuditLog<Entry extends AuditEntry>(props: Props<Entry>) {
  const { queryKey, actors, read, readCsv, owner } = props;
  const [params] = useSearchParams();
  const filters = filtersOf(params);
  const entries = usePages([...queryKey, filters], (cursor) => read({ ...filters, cursor }));
  const download = useAct(async () => saveFile(csvOf((await readCsv?.(filters)) ?? ''), 'audit.csv'), {
    reads: true,
  });
  const columns: Column<Entry>[] = [
    { title: 'When', cell: ({ at }) => <When at={at} exact /> },
    { title: 'What', cell: ({ action }) => sentence(action) },
    {
      title: 'Of',
      long: true,
      cell: ({ target }) => target.name ?? target.kind.replaceAll('_', ' '),
    },
    { title: 'Who', long: true, cell: ({ actor }) => whoOf(actor) },
    ...(owner === undefined ? [] : [owner]),
    { title: 'Address', cell: ({ address }) => address ?? '–' },
    { title: 'Change', cell: (entry) => <Change of={entry} /> },
  ];
  return (
    <>
      <div className="inline">
        <Filter label="By" name="actor" options={[['', 'Anybody'], ...actors]} />
        <DayFilter label="From" name="from" />
        <DayFilter label="Until" name="to" />
        {props.filters}
        {readCsv !== undefined && (
          <Button act={download} input={undefined}>
            Download as CSV
          </Button>
        )}
      </div>
      <List
        label="Audit"
        query={entries}
        idOf={({ id }) => id}
        empty="No entry matches. Choose other filters."
        columns={columns}
      />
    </>
  );
}

/** The name of an actor, or its kind if the service does not name it. */
const whoOf = ({ kind, name }: AuditEntry['actor']): string =>
  name ?? { system: 'the service', service: 'the product' }[kind as string] ?? kind;

const csvOf = (text: string): Blob => new Blob([text], { type: 'text/csv' });

function filtersOf(params: URLSearchParams): AuditFilters {
  const from = dayOf(params.get('from'));
  const to = dayOf(params.get('to'));
  return {
    actor: params.get('actor') ?? undefined,
    action: params.get('action') ?? undefined,
    ...(from !== undefined && { from: `${from}T00:00:00Z` }),
    ...(to !== undefined && { to: new Date(Date.parse(to) + 86_400_000).toISOString() }),
  };
}

function Change({ of: { before, after, target } }: { of: AuditEntry }) {
  const text = (value: unknown) => JSON.stringify(value, null, 1);
  return (
    <details>
      <summary>Show</summary>
      <pre>
        {target.kind} {target.id}
      </pre>
      {before !== null && <pre>before {text(before)}</pre>}
      {after !== null && <pre>after {text(after)}</pre>}
    </details>
  );
}
